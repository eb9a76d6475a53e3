import CampaignApplication
import Logging
import ProgramConventions
import RPCServer

extension ServerCommand {
  /// Says which program this is and what it was told: a reader of the log knows by what limits its refusals came. Each
  /// pool of connections says its own line.
  func sayStart(to logger: Logger) {
    logger.info("campaign-server starts", metadata: ["version": "\(ProgramVersion.text)", "listen": "\(listen)"])
    let (server, engine) = (serverConfiguration, engineConfiguration)
    logger.info(
      "limits",
      metadata: [
        "request_bytes": .stringConvertible(server.maximumRequestBytes),
        "connections": .stringConvertible(server.maximumConnections),
        "calls_per_connection": .stringConvertible(server.maximumCallsPerConnection),
        "waiting_bytes_per_connection": .stringConvertible(server.maximumBytesWaiting),
        "lane_capacity": "\(engine.laneCapacity.map(String.init) ?? "measured")",
        "lanes": .stringConvertible(engine.maximumLanes),
        "group_size": .stringConvertible(engine.maximumGroupSize),
        "call_timeout": "\(server.defaultTimeout.flagText)", "drain_timeout": "\(server.drainTimeout.flagText)",
      ])
  }
}
