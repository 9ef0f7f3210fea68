import Broker
import Cedar
import Glibc
import StrictJSON

/// A file that was named on the command line, or standard input for `-`: policies or a schema, in Cedar or in JSON.
struct PolicyInput {
    /// The name as given; `-` stands for standard input.
    let name: String
    /// The whole content.
    let bytes: [UInt8]

    /// Reads a file of at most 64 MiB.
    init(_ name: String) throws {
        self.name = name
        bytes = try FileBytes.read(name == "-" ? "/dev/stdin" : name, atMost: 64 << 20)
    }

    /// Whether the content is JSON: neither policies nor schemas in Cedar's syntax begin with a brace.
    var isJSON: Bool {
        bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) } == UInt8(ascii: "{")
    }

    /// The content as text.
    func text() throws -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.utf8.elementsEqual(bytes) else {
            throw UnusableInput(description: "\(name): not UTF-8 text")
        }
        return text
    }

    /// The content as a schema.
    func schema() throws -> Schema {
        try isJSON ? Schema(json: bytes, file: name) : Schema.parse(try text(), file: name)
    }

    /// Whether a folder stands at a path; where nothing stands, whether a folder was probably meant.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            return path != "-" && !path.hasSuffix(".cedar") && !path.hasSuffix(".json")
        }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// The policy files of a folder, by name.
    static func policyFiles(in folder: String) throws -> [String] {
        guard let names = FileBytes.names(in: folder) else {
            throw UnusableInput(description: "\(folder): the folder cannot be listed")
        }
        let files = names.filter { $0.hasSuffix(".cedar") }
        guard !files.isEmpty else {
            throw UnusableInput(description: "\(folder): no policy there, expected files `*.cedar`")
        }
        return files.map { "\(folder)/\($0)" }
    }
}
