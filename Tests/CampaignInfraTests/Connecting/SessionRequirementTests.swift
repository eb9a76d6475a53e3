import Testing

@testable import CampaignInfra

/// The demands on a session, by its purpose and by the URL's target_session_attrs.
@Suite struct SessionRequirementTests {
  private static let words = ["", "any", "read-write", "read-only", "primary", "standby", "prefer-standby"]

  @Test(arguments: words) func ofSeveralHostsAWriterTakesTheOneThatTakesWrites(attributes: String) {
    #expect(SessionRequirement.passes(for: .readWrite, attributes: attributes, hostCount: 2) == [.readWrite])
  }

  @Test func aSingleHostIsTakenAsItIsUnlessTheURLDemandsAWriter() {
    for attributes in Self.words {
      let passes = SessionRequirement.passes(for: .readWrite, attributes: attributes, hostCount: 1)
      switch attributes {
      case "read-write": #expect(passes == [.readWrite])
      case "primary": #expect(passes == [.primary])
      default: #expect(passes == [.any])
      }
    }
  }

  @Test func whoReadsTakesWhatTheURLAdmits() {
    let expected: [String: [SessionRequirement]] = [
      "": [.any], "any": [.any], "read-write": [.readWrite], "read-only": [.readOnly], "primary": [.primary],
      "standby": [.standby], "prefer-standby": [.standby, .any],
    ]
    for (attributes, passes) in expected {
      #expect(SessionRequirement.passes(for: .any, attributes: attributes, hostCount: 2) == passes)
    }
    #expect(SessionRequirement.passes(for: .any, attributes: "prefer-standby", hostCount: 1) == [.any])
  }

  @Test func aWordThatLibpqDoesNotKnowIsNoRequirement() {
    for access in [PostgresAccess.readWrite, .any] {
      #expect(SessionRequirement.passes(for: access, attributes: "master", hostCount: 2) == nil)
    }
  }

  @Test func aSessionIsJudgedAsLibpqWouldJudgeIt() {
    let sessions = [
      SessionSettings(isReadOnly: false, isInRecovery: false), SessionSettings(isReadOnly: true, isInRecovery: false),
      SessionSettings(isReadOnly: true, isInRecovery: true),
    ]
    let fitting: [SessionRequirement: [Bool]] = [
      .any: [true, true, true], .readWrite: [true, false, false], .readOnly: [false, true, true],
      .primary: [true, true, false], .standby: [false, false, true],
    ]
    for requirement in SessionRequirement.allCases {
      #expect(sessions.map { requirement.fault(of: $0) == nil } == fitting[requirement])
    }
  }
}
