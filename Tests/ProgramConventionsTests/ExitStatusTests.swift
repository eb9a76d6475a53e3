import ProgramConventions
import Testing

@Suite struct ExitStatusTests {
  @Test func theStatusesAreThoseOfTheContract() {
    #expect(ExitStatus.success.rawValue == 0)
    #expect(ExitStatus.localFailure.rawValue == 1)
    #expect(ExitStatus.usage.rawValue == 2)
    #expect(ExitStatus.noAnswer.rawValue == 68)
    #expect(ExitStatus.unreachable.rawValue == 78)
    #expect(ExitStatus.brokenInvariant.rawValue == 99)
    #expect(ExitStatus.errorAnswer(code: 3).rawValue == 67)
    #expect(ExitStatus.errorAnswer(code: 5).rawValue == 69)
    #expect(ExitStatus.errorAnswer(code: 9).rawValue == 73)
  }
}
