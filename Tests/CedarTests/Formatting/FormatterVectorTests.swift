import Cedar
import CedarConformance
import StrictJSON
import Support
import Testing

@Suite("the reference engine's formatter")
struct FormatterVectorTests {
    @Test(
        "every formatter case is laid out byte for byte as the reference engine does it",
        .enabled(if: SharedData.isPresent("cedar/formatter.tar.gz"), "shared data absent")
    )
    func snapshots() throws {
        let archive = try TarArchive.shared("cedar/formatter.tar.gz")
        var count = 0
        for path in archive.paths(suffix: ".cedar") {
            let name = path.split(separator: "/").last ?? ""
            let folder = path.dropLast(name.count)
            let snapshot = try archive.text("\(folder)snapshots/\(Self.prefix)format_files@\(name).snap")
            Self.compare(path, try archive.text(path), Self.body(snapshot))
            count += 1
        }
        #expect(count == 21)
    }

    @Test(
        "the sample policies of the reference engine's tools are laid out byte for byte as it does",
        .enabled(if: SharedData.isPresent("cedar/formatter.tar.gz"), "shared data absent"),
        .enabled(if: SharedData.isPresent("cedar/cli-sample-data.tar.gz"), "shared data absent")
    )
    func samples() throws {
        let samples = try TarArchive.shared("cedar/cli-sample-data.tar.gz")
        let archive = try TarArchive.shared("cedar/formatter.tar.gz")
        let folder = "rust-cli-sample-data/"
        var count = 0
        // The sample 10 was given ids after its layout was recorded.
        for path in samples.paths(suffix: ".cedar", excluding: ["sample10/policy.cedar"])
        where path.hasPrefix(folder) {
            let name = path.dropFirst(folder.count).split(separator: "/").joined(separator: "__")
            let snapshots = archive.paths(suffix: "format_files@\(name).snap")
            let snapshot = try #require(snapshots.first, "\(name)")
            Self.compare(path, try samples.text(path), Self.body(try archive.text(snapshot)))
            count += 1
        }
        #expect(count > 20)
    }

    @Test(
        "every policy of the corpus is laid out byte for byte as the reference engine does it",
        .enabled(if: SharedData.isPresent("cedar/vectors"), "shared data absent"),
        .enabled(if: FullRuns.areAsked, "a debug build without \(FullRuns.variable)")
    )
    func corpus() throws {
        let archive = try TarArchive.shared("cedar/corpus-tests.tar.gz")
        let lines = try CompressedLines.read("cedar/vectors/corpus_est_and_format.jsonl.gz")
        let limits = JSONLimits(maxDepth: 128, maxMembers: 1_000_000)
        var wrong: [String] = []
        for line in lines {
            let row = try JSONValue.parse(line, limits: limits)
            let id = try #require(row["id"]?.string)
            let expected = try #require(row["formatted"]?.string)
            let text = try archive.text("corpus-tests/\(id).cedar")
            do {
                let formatted = try PolicyFormatter().format(text, file: "policy")
                if ExactString(formatted) != expected { wrong.append("\(formatted)\n\(expected)") }
            } catch { wrong.append("\(text): \(error)") }
        }
        #expect(lines.count == 7809)
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(3).joined(separator: "\n"))")
    }

    private static func compare(_ path: String, _ text: String, _ expected: String) {
        do {
            let formatted = try PolicyFormatter().format(text, file: path)
            #expect(ExactString(formatted) == ExactString(expected), "\(path)")
            let again = try PolicyFormatter().format(formatted, file: path)
            #expect(ExactString(again) == ExactString(formatted), "\(path) a second time")
        } catch { Issue.record("\(path): \(error)") }
    }

    /// The text below a snapshot's head, ending in one line feed.
    private static func body(_ snapshot: String) -> String {
        let parts = snapshot.utf8.split(
            separator: UInt8(ascii: "\n"),
            maxSplits: 5,
            omittingEmptySubsequences: false
        )
        let head = parts.dropFirst().prefix { !$0.elementsEqual("---".utf8) }.count + 2
        let lines = snapshot.utf8.split(separator: 10, maxSplits: head, omittingEmptySubsequences: false)
        let text = String(decoding: lines.last ?? "".utf8[...], as: UTF8.self)
        let blanks = text.utf8.reversed().prefix { $0 == 10 }.count
        let trimmed = String(decoding: text.utf8.dropLast(blanks), as: UTF8.self)
        return trimmed.isEmpty ? "" : trimmed + "\n"
    }

    private static let prefix = "cedar_policy_formatter__pprint__fmt__tests__"
}
