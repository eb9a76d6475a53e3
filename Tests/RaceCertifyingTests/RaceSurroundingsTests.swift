import Foundation
import Testing

@testable import LoadReporting
@testable import LoadSending
@testable import RaceCertifying

/// The lines of a certificate about the machine and the program.
struct RaceSurroundingsTests {
  @Test func theMachineIsReadFromWhatLinuxWrites() throws {
    #expect(RaceMachine.cpuModel(in: "processor\t: 0\nmodel name\t: AMD EPYC: 9\nmodel name: B\n") == "AMD EPYC: 9")
    #expect(RaceMachine.cpuModel(in: "processor : 0\n") == nil)
    let current = RaceMachine.current
    #expect(current.cores > 0 && current.memoryBytes > 0 && current.kernel.hasPrefix("Linux "))
    let named = try String(contentsOfFile: "/etc/os-release", encoding: .utf8)
    #expect(named.contains("PRETTY_NAME=\"\(current.operatingSystem)\""))
  }
}
