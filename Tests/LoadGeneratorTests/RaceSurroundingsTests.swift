import Testing

@testable import LoadGenerator

/// What a certificate says of the machine and of the program.
struct RaceSurroundingsTests {
  @Test func theMachineIsReadFromWhatLinuxWrites() {
    #expect(RaceMachine.cpuModel(in: "processor\t: 0\nmodel name\t: AMD EPYC: 9\nmodel name: B\n") == "AMD EPYC: 9")
    #expect(RaceMachine.cpuModel(in: "processor : 0\n") == nil)
    #expect(RaceMachine.operatingSystem(in: "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n") == "Debian GNU/Linux 12")
    #expect(RaceMachine.operatingSystem(in: "") == nil)
    let current = RaceMachine.current
    #expect(current.cores > 0 && current.memoryBytes > 0 && current.kernel.hasPrefix("Linux "))
  }

  @Test func theCommitIsThatOfTheTreeThatAProgramWasBuiltIn() {
    #expect(SourceCommit.packageRoot(ofProgram: "/a/b/.build/release/campaign-load") == "/a/b")
    #expect(SourceCommit.packageRoot(ofProgram: "/a/.build-test/x/campaign-load") == "/a")
    #expect(SourceCommit.packageRoot(ofProgram: "/usr/local/bin/campaign-load") == nil)
    #expect(SourceCommit.commit(ofTree: "/nonexistent") == nil)
    let commit = String(repeating: "0a", count: 20)
    #expect(SourceCommit.commit(in: commit + "\n") == commit)
    #expect(SourceCommit.commit(in: commit + "-dirty\n") == commit + "-dirty")
    #expect(SourceCommit.commit(in: "fatal: not a git repository") == nil)
    #expect(SourceCommit.commit(in: "") == nil)
  }
}
