import LoadSamples
import Foundation
import ProcessHarness
import ScriptedServer
import Testing

/// Files of campaign-load: a document that can't be written costs no other one, nor the text.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ReportFilesTests {
  @Test func aFullDiskCostsNoOtherDocument() async throws {
    try await LoadProgram.withServer(ScriptedCampaign(total: 60)) { server in
      try await LoadProgram.withFolder { folder in
        let (page, hgrm) = (folder.appendingPathComponent("page.html"), folder.appendingPathComponent("a.hgrm"))
        let ending = try await LoadProgram.run(
          LoadProgram.burst(at: server, "--json", "/dev/full", "--html", page.path, "--hgrm", hgrm.path))
        #expect(ending.status == 1, "\(ending)")
        #expect(ending.error.hasSuffix("error: /dev/full can't be written: No space left on device\n"))
        #expect(ending.output.contains("held    issued_within_stock") && ending.output.contains("VERDICT  every"))
        #expect(try String(contentsOf: page, encoding: .utf8).hasSuffix("</html>\n"))
        #expect(try String(contentsOf: hgrm, encoding: .utf8).contains("1/(1-Percentile)"))
      }
    }
  }

  /// A limit of the file's size stands for a disk that fills up while a document is written: what was there stays
  /// whole.
  @Test func aDocumentThatDoesNotFitSparesWhatWasThere() async throws {
    try await LoadProgram.withServer(ScriptedCampaign(total: 60)) { server in
      try await LoadProgram.withFolder { folder in
        let (page, json) = (folder.appendingPathComponent("page.html"), folder.appendingPathComponent("a.json"))
        for file in [page, json] { try Data("old".utf8).write(to: file) }
        let ending = try await LoadProgram.run(
          in: "ulimit -f 1; exec \"$0\" \"$@\"",
          ["burst"] + LoadProgram.burst(at: server, "--json", json.path, "--html", page.path))
        #expect(ending.status == 1 && ending.output.contains("VERDICT  every invariant held"), "\(ending)")
        #expect(ending.error.contains("a.json can't be written") && ending.error.contains("page.html can't be written"))
        for file in [page, json] { #expect(try Data(contentsOf: file) == Data("old".utf8)) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.json", "page.html"])
      }
    }
  }

  @Test func aFolderThatGoesAwayDuringTheRunCostsItsDocumentAlone() async throws {
    try await LoadProgram.withServer(ScriptedCampaign(total: 60)) { server in
      try await LoadProgram.withFolder { folder in
        let gone = folder.appendingPathComponent("gone")
        try FileManager.default.createDirectory(at: gone, withIntermediateDirectories: false)
        let json = folder.appendingPathComponent("a.json")
        let process = try ProgramProcess(
          "campaign-load",
          [
            "burst", "--campaign", "7", "--address", "127.0.0.1:\(server.port)", "--rate", "100", "--duration", "2s",
            "--html", gone.appendingPathComponent("page.html").path, "--json", json.path,
          ])
        await process.waitForError("sent ")
        try FileManager.default.removeItem(at: gone)
        let ending = await process.ending()
        #expect(ending.status == 1 && ending.error.contains("page.html can't be written"), "\(ending)")
        #expect(ending.output.contains("VERDICT  every invariant held"))
        #expect(try LoadProgram.object(String(contentsOf: json, encoding: .utf8))["planned"] as? Int == 200)
      }
    }
  }

  @Test func textThatStandardOutputDoesNotTakeGoesToStandardError() async throws {
    try await LoadProgram.withServer(ScriptedCampaign(total: 60)) { server in
      try await LoadProgram.withFolder { folder in
        let json = folder.appendingPathComponent("a.json")
        let ending = try await LoadProgram.run(
          in: "exec \"$0\" \"$@\" >/dev/full", ["burst"] + LoadProgram.burst(at: server, "--json", json.path))
        #expect(ending.status == 1 && ending.error.contains("VERDICT  every invariant held"), "\(ending)")
        #expect(ending.error.hasSuffix("error: standard output can't be written: No space left on device\n"))
        #expect(try LoadProgram.object(String(contentsOf: json, encoding: .utf8))["planned"] as? Int == 100)
      }
    }
  }

  /// A broken invariant sets the exit status even if a reader leaves or the disk is full.
  @Test(arguments: ["\"$0\" \"$@\" | true; exit ${PIPESTATUS[0]}", "exec \"$0\" \"$@\" >/dev/full"])
  func whatIsBrokenGoesBeforeWhatCanNotBeWritten(shell: String) async throws {
    try await LoadProgram.withServer(ScriptedCampaign(total: 10, lie: .issuesPastTheStock)) { server in
      let ending = try await LoadProgram.run(
        in: shell, ["burst"] + LoadProgram.burst(at: server, "--hgrm", "/dev/full"))
      #expect(ending.status == 99, "\(ending)")
    }
  }

  @Test func aMergeNeverReplacesWhatItReads() async throws {
    try await LoadProgram.withServer(ScriptedCampaign(total: 150)) { server in
      try await LoadProgram.withFolder { folder in
        let files = ["a.json", "b.json"].map { folder.appendingPathComponent($0).path }
        for file in files {
          #expect(try await LoadProgram.run(LoadProgram.burst(at: server, "--json", file)).status == 0)
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: files[0]))
        let detour = folder.path + "/../" + folder.lastPathComponent + "/a.json"
        for arguments in [["--json", files[0]], ["--html", files[1]], ["--hgrm", detour]] {
          let ending = try await LoadProgram.run(files + arguments, command: "merge")
          #expect(ending.status == 2 && ending.error.contains("\(arguments[0]) names \(arguments[1])"), "\(ending)")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: files[0])) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.json", "b.json"])
        let merged = folder.appendingPathComponent("merged.json")
        #expect(try await LoadProgram.run(files + ["--json", merged.path], command: "merge").status == 0)
      }
    }
  }

  @Test func aLinkStaysALinkAndAFileKeepsItsPermissions() async throws {
    try await LoadProgram.withServer(ScriptedCampaign(total: 60)) { server in
      try await LoadProgram.withFolder { folder in
        let (file, link) = (folder.appendingPathComponent("file"), folder.appendingPathComponent("link"))
        try Data("old".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: file.path)
        #expect(try await LoadProgram.run(LoadProgram.burst(at: server, "--json", link.path)).status == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == file.path)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try LoadProgram.object(String(contentsOf: file, encoding: .utf8))["planned"] as? Int == 100)
      }
    }
  }
}
