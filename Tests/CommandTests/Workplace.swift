import Cryptography
import Foundation
import StrictJSON
import Support

/// A working folder that the real `abeyance init` made.
struct Workplace {
    let folder: String

    /// Makes one, and removes it after `body`.
    static func use(_ body: (Workplace) async throws -> Void) async throws {
        try await TestFiles.withTemporaryFolder { parent in
            let folder = "\(parent)/w"
            let made = try Program.run("init", folder)
            guard made.code == 0 else { throw Unusable(description: "init: \(made.errors)") }
            try await body(Workplace(folder: folder))
        }
    }

    /// Something that the tests need did not come about.
    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    var configuration: String { "\(folder)/abeyance.yaml" }
    var state: String { "\(folder)/state" }
    var key: String { "\(folder)/state/log.vkey" }
    var policies: String { "\(folder)/policies" }
    var statusList: String { "\(folder)/state/status/court.jwt" }

    func certificate(_ name: String) -> String { "\(folder)/certs/\(name).pem" }

    /// A path of a file that is written here.
    func write(_ text: String, to name: String) throws -> String {
        try TestFiles.write(Array(text.utf8), toPath: "\(folder)/\(name)")
        return "\(folder)/\(name)"
    }

    /// Replaces text in a file; fails when it is not there.
    func replace(_ old: String, by new: String, in path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard text.contains(old) else { throw Unusable(description: "\(path): no `\(old)`") }
        try TestFiles.write(Array(text.replacingOccurrences(of: old, with: new).utf8), toPath: path)
    }

    /// A copy of the policy set, to be changed.
    func copyOfPolicies(_ name: String) throws -> String {
        try FileManager.default.copyItem(atPath: policies, toPath: "\(folder)/\(name)")
        return "\(folder)/\(name)"
    }

    /// The log's name.
    var origin: String {
        get throws {
            let key = try String(contentsOfFile: key, encoding: .utf8)
            return String(key.split(separator: "+")[0])
        }
    }
}
