import Testing

@testable import PartnerHTTP

@Suite struct PartnerSecretsTests {
  @Test func aHostHasItsOwnSecretAndOthersTheLoneOne() throws {
    let secrets = try PartnerSecrets(
      """
      # Comments and empty lines say nothing.

      Partner.Example  whsec_Zm9v
      \tall-others\r
      """)
    #expect(secrets.secret(for: "partner.example") == Array("foo".utf8))
    #expect(secrets.secret(for: "other.example") == Array("all-others".utf8))
  }

  @Test func withoutALoneSecretOthersAreNotSigned() throws {
    #expect(try PartnerSecrets("a.example secret").secret(for: "b.example") == nil)
    #expect(try PartnerSecrets("").secret(for: "b.example") == nil)
  }

  @Test(arguments: [
    ("a b c", "line 1"), ("\na.example whsec_!", "line 2"), ("one\ntwo", "line 2"), ("A x\na y", "line 2"),
    ("whsec_", "line 1"),
  ])
  func aWrongLineIsNamed(text: String, line: String) {
    #expect { try PartnerSecrets(text) } throws: { "\($0)".contains(line) }
  }

  @Test func aFileThatIsNotThereIsTold() {
    #expect { try PartnerSecrets(file: "/nowhere/secrets") } throws: { "\($0)".contains("No such file") }
  }
}
