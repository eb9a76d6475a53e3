import Testing

@testable import LoadReporting
@testable import LoadSending
@testable import RaceCertifying

/// The lines of a certificate about the machine and the program.
struct RaceSurroundingsTests {
  @Test func theMachineIsReadFromWhatLinuxWrites() {
    #expect(RaceMachine.cpuModel(in: "processor\t: 0\nmodel name\t: AMD EPYC: 9\nmodel name: B\n") == "AMD EPYC: 9")
    #expect(RaceMachine.cpuModel(in: "processor : 0\n") == nil)
    #expect(RaceMachine.operatingSystem(in: "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n") == "Debian GNU/Linux 12")
    #expect(RaceMachine.operatingSystem(in: "") == nil)
    let current = RaceMachine.current
    #expect(current.cores > 0 && current.memoryBytes > 0 && current.kernel.hasPrefix("Linux "))
  }
}
