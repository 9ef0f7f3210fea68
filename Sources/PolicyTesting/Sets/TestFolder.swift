import Foundation

/// Finds and reads what tests are made of.
package enum TestFolder {
    /// The files of tests that paths stand for, sorted.
    ///
    /// A file stands for itself; a folder for the `*.yaml` in it and in every folder named `tests` below it.
    ///
    /// - Throws: when a path does not exist.
    package static func files(at paths: [String]) throws(TestFaults) -> [String] {
        var found: Set<String> = []
        for path in paths {
            let plain = normalised(path)
            switch kind(of: plain) {
            case .file: found.insert(plain)
            case .folder: collect(plain, isTests: true, depth: 0, into: &found)
            case nil: throw TestFaults([TestFault(path, nil, "no such file or folder")])
            }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Everything of a file as text.
    ///
    /// - Throws: when it cannot be read, or is not UTF-8.
    package static func text(of path: String) throws(TestFaults) -> String {
        let bytes = try bytes(of: path)
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.utf8.elementsEqual(bytes) else {
            throw TestFaults([TestFault(path, nil, "the file is not UTF-8")])
        }
        return text
    }

    static func bytes(of path: String) throws(TestFaults) -> [UInt8] {
        guard kind(of: path) == .file, let data = FileManager.default.contents(atPath: path),
            data.count <= largest
        else {
            throw TestFaults([TestFault(path, nil, "cannot be read as a file of at most 16 MiB")])
        }
        return [UInt8](data)
    }

    /// The names in a folder, sorted; empty when it cannot be listed.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { !$0.hasPrefix(".") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    enum Kind { case file, folder }

    static func kind(of path: String) -> Kind? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        // Only a folder has itself in it.
        return FileManager.default.fileExists(atPath: "\(path)/.") ? .folder : .file
    }

    /// A path relative to a folder, `.` and `..` taken out where that is possible.
    static func path(_ relative: String, from folder: String) -> String {
        normalised(relative.hasPrefix("/") || folder.isEmpty ? relative : "\(folder)/\(relative)")
    }

    /// The folder of a file.
    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func normalised(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        let text = parts.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + text : text.isEmpty ? "." : text
    }

    private static func collect(_ folder: String, isTests: Bool, depth: Int, into found: inout Set<String>) {
        for name in names(in: folder) {
            let path = folder == "." ? name : "\(folder)/\(name)"
            switch kind(of: path) {
            case .file where isTests && (name.hasSuffix(".yaml") || name.hasSuffix(".yml")):
                found.insert(path)
            case .folder where depth < deepest:
                collect(path, isTests: name == "tests", depth: depth + 1, into: &found)
            default: break
            }
        }
    }

    private static let deepest = 8
    private static let largest = 16 << 20
}
