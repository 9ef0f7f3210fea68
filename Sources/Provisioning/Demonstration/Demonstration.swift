import Foundation
import Synchronization

/// The whole story on real photographs, told by the real programs: `abeyance demo`.
package final class Demonstration: Sendable {
    /// Where things are, and what the person at the terminal wants.
    package struct Settings: Sendable {
        /// The path of `abeyance` itself.
        package var program: String
        /// The program as it was called, for the commands that are told at the end.
        package var calledAs: String
        /// The working folder to make; `nil` takes a fresh one under the system's folder for temporary files.
        package var folder: String?
        /// Whether the folder stays after the story.
        package var keepsFolder: Bool
        /// The folder of the installed face model, and of `photographs`.
        package var cache: String

        /// Settings for a program and its cache.
        package init(program: String, calledAs: String, folder: String?, keepsFolder: Bool, cache: String) {
            self.program = program
            self.calledAs = calledAs
            self.folder = folder
            self.keepsFolder = keepsFolder
            self.cache = cache
        }
    }

    private let settings: Settings
    private let gate = Mutex<GateProcess?>(nil)

    /// A demonstration that has not begun.
    package init(_ settings: Settings) { self.settings = settings }

    /// Tells it.
    ///
    /// - Returns: whether every step came out as it should.
    /// - Throws: when the story cannot be told at all: no photographs, no gate, no curl.
    package func tell() throws -> Bool {
        let narrator = Narrator()
        narrator.say("Abeyance, the whole story on real photographs: it takes about ten seconds.")
        narrator.say(
            "This is a demonstration root: one person holds every key, and everybody in it is played."
        )
        let abeyance = CommandLineTool(program: settings.program, calledAs: settings.calledAs)
        let album = try materials(abeyance, narrator)
        let folder = settings.folder.map { URL(fileURLWithPath: $0).path } ?? Self.freshFolder()
        try abeyance.succeed(["init", folder])
        let gate = try GateProcess.start(settings.program, folder: folder)
        self.gate.withLock { $0 = gate }
        defer { _ = gate.stop() }
        narrator.say("The gate listens on \(gate.address); its log is \(gate.origin).")
        let stage = Stage(folder: folder, gate: gate, abeyance: abeyance, album: album, narrator: narrator)
        let auditor = Auditor(abeyance: abeyance, folder: "\(folder)/auditor")
        var story = try Story(stage: stage, auditor: auditor)
        try story.tell()
        _ = gate.stop()
        try end(stage, auditor, narrator)
        return stage.failures == 0
    }

    /// Ends the gate, when the person at the terminal has had enough.
    package func abandon() { gate.withLock { $0 }?.abandon() }

    /// Makes sure of what the story needs from outside: curl, the face model, the photographs.
    private func materials(_ abeyance: CommandLineTool, _ narrator: Narrator) throws -> PhotographAlbum {
        guard let curl = try? Subprocess.run("curl", ["--version"]), curl.status == 0 else {
            throw DemonstrationRoot.Failure(
                description: "`curl` cannot be run, expected it along `PATH`; on Debian: apt-get install curl"
            )
        }
        let album = PhotographAlbum(folder: "\(settings.cache)/photographs")
        if !album.isComplete || !hasModel {
            narrator.say("First the face model and the photographs are fetched, once: about a minute more.")
            try abeyance.show(["core", "install", "--if-missing", "--photographs"])
        }
        guard album.isComplete, hasModel else {
            throw DemonstrationRoot.Failure(
                description:
                    "\(settings.cache): expected the face model and the folder `photographs` there, as "
                    + "`abeyance core install --photographs` leaves them"
            )
        }
        return album
    }

    private var hasModel: Bool {
        let names = try? FileManager.default.contentsOfDirectory(atPath: settings.cache)
        return names?.contains { $0.hasSuffix(".model") } ?? false
    }

    private func end(_ stage: Stage, _ auditor: Auditor, _ narrator: Narrator) throws {
        narrator.say("")
        narrator.say(
            stage.failures == 0
                ? "Every step came out as it should."
                : "\(stage.failures) steps did NOT come out as they should."
        )
        guard settings.keepsFolder else {
            try FileManager.default.removeItem(atPath: stage.folder)
            return narrator.say("\(stage.folder) is removed, as you asked.")
        }
        narrator.say("The log lies in \(stage.folder)/state, its export in \(auditor.export).")
        narrator.say("To verify it and to decide everything in it again:")
        for arguments in [auditor.verifying(auditor.export), auditor.replaying(auditor.export)] {
            narrator.say("  " + ([settings.calledAs] + arguments).joined(separator: " "))
        }
    }

    private static func freshFolder() -> String {
        let name = "abeyance-demo-\(UUID().uuidString.prefix(8).lowercased())"
        return FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    }
}
