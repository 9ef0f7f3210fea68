import Foundation
import Support
import Testing

/// Docs/PolicyGuide.md, block by block: what it shows is what happens.
@Suite("the policy guide")
struct GuideTests {
    @Test("every block is a file that a command uses, or commands that answer what stands below them")
    func guide() async throws {
        let path = FileManager.default.currentDirectoryPath + "/Docs/PolicyGuide.md"
        let page = String(decoding: try TestFiles.bytes(atPath: path), as: UTF8.self)
        let guide = try Guide(page)
        try await TestFiles.withTemporaryFolder { folder in
            var run = GuideRun(folder: folder)
            for block in guide.blocks { try run.take(block) }
            #expect(run.commands >= 25)
            #expect(run.unused.isEmpty, "no command uses \(run.unused.sorted())")
        }
    }

    @Test("every subcommand of policy is shown in the guide, but the one that needs a running gate")
    func complete() throws {
        let path = FileManager.default.currentDirectoryPath + "/Docs/PolicyGuide.md"
        let page = String(decoding: try TestFiles.bytes(atPath: path), as: UTF8.self)
        let help = try Program.run("policy", "--help")
        let listed = help.output.components(separatedBy: "\n").drop { !$0.hasPrefix("SUBCOMMANDS") }
            .dropFirst()
            .prefix { !$0.isEmpty }.filter { !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(listed.count >= 6)
        for name in listed where name != "activate" {
            #expect(page.contains("$ abeyance policy \(name) "), "`policy \(name)` is not shown")
        }
    }

    @Test("a block that is wrong is noticed: another answer, no command, a file that nobody uses, no end")
    func notices() async throws {
        #expect(throws: Guide.Malformed.self) { try Guide("```console\n$ true\n") }
        let loose = try Guide("```console\ntrue\n```\n")
        #expect(throws: Guide.Malformed.self) { try loose.blocks[0].commands() }
        let command = Guide.Command(text: "", expected: ["a", "…", "d … f"])
        #expect(command.isAnswered(by: ["a", "b", "c", "d e f"]))
        #expect(command.isAnswered(by: ["a", "d  f"]))
        #expect(!command.isAnswered(by: ["a", "b", "d e"]))
        #expect(!command.isAnswered(by: ["a", "d e f", "g"]))
        #expect(!Guide.Command(text: "", expected: []).isAnswered(by: ["a"]))
        try await TestFiles.withTemporaryFolder { folder in
            var run = GuideRun(folder: folder)
            try run.take(try Guide("```cedar a.cedar\npermit (principal, action, resource);\n```").blocks[0])
            #expect(run.unused == ["a.cedar"])
        }
    }
}

/// A guide's blocks, run one after the other in one folder.
struct GuideRun {
    let folder: String
    /// How many commands were run.
    private(set) var commands = 0
    /// The files that no command has used yet.
    private(set) var unused: Set<String> = []
    private var status: Int32 = 0

    init(folder: String) { self.folder = folder }

    /// Writes a file, or runs commands and compares what they print.
    mutating func take(_ block: Guide.Block) throws {
        guard block.language == "console" else {
            let file = try #require(block.file, "line \(block.line): a block that is not run")
            let path = "\(folder)/\(file)"
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true
            )
            try TestFiles.write(Array((block.lines.joined(separator: "\n") + "\n").utf8), toPath: path)
            unused.insert(file)
            return
        }
        let commands = try block.commands()
        #expect(!commands.isEmpty, "line \(block.line): no command")
        for command in commands { try run(command, line: block.line) }
    }

    private mutating func run(_ command: Guide.Command, line: Int) throws {
        let script = "cd '\(folder)' && exec 2>&1; (exit \(status)); \(command.text)"
        let path = "\(Program.folder):/usr/local/bin:/usr/bin:/bin"
        let ended = try Program.run("/bin/sh", ["-c", script], environment: ["PATH": path, "NO_COLOR": "1"])
        status = ended.code
        commands += 1
        // A file is used when a command names it, or a folder that it is in.
        unused = unused.filter { file in
            !command.text.contains(file)
                && !file.indices.contains { file[$0] == "/" && command.text.contains("\(file[..<$0]) ") }
        }
        var found = ended.output.components(separatedBy: "\n")
        if found.last == "" { found.removeLast() }
        #expect(
            command.isAnswered(by: found),
            "line \(line): `\(command.text)` answers:\n\(ended.output)"
        )
    }
}
