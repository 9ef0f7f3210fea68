import Foundation

/// The Swift compiler with this package's built modules, called as the package's own build calls it.
struct Compiler: Sendable {
    /// The files to compile, from the package's root.
    static let folder = "Tests/CompileFail"

    /// Their names.
    static let sources: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            $0.hasSuffix(".swift")
        }.sorted()

    /// The compiler, when modules and sources are where they are when tests run from the package's root.
    static let inPlace: Compiler? = {
        let modules = ProcessInfo.processInfo.environment["ABEYANCE_MODULES"] ?? ".build/release/Modules"
        guard FileManager.default.fileExists(atPath: "\(modules)/Pipeline.swiftmodule"), !sources.isEmpty,
            let package = packageName(ofModules: modules)
        else { return nil }
        return Compiler(modules: modules, package: package)
    }()

    private let modules: String
    private let package: String

    /// The messages of the errors in a file, in order.
    ///
    /// Ownership is checked after types, so that the compiler goes as far as its intermediate language.
    func errors(in file: String) async throws -> [String] {
        let maps = ["COpenSSL", "CZlib"].flatMap {
            ["-Xcc", "-fmodule-map-file=Sources/\($0)/module.modulemap"]
        }
        let arguments =
            [
                "swiftc", "-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-package-name", package,
                "-I", modules,
            ]
            + maps + [file]
        let report = try await Self.run(arguments)
        return report.split(separator: "\n").compactMap { line in
            guard line.hasPrefix(file), let mark = line.range(of: ": error: ") else { return nil }
            return String(line[mark.upperBound...])
        }
    }

    /// Everything that a program writes; a program that fails without a word of what failed is an error here.
    private static func run(_ arguments: [String]) async throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let report = String(decoding: bytes, as: UTF8.self)
        guard process.terminationStatus == 0 || report.contains(": error: ") else {
            throw Failure(description: "status \(process.terminationStatus): \(report)")
        }
        return report
    }

    /// The package's name as the build gave it to the compiler, in the command that made `Pipeline`.
    private static func packageName(ofModules modules: String) -> String? {
        let manifest = URL(fileURLWithPath: modules).deletingLastPathComponent().path + ".yaml"
        guard let bytes = FileManager.default.contents(atPath: manifest) else { return nil }
        let commands = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard let command = commands.first(where: { $0.contains(#""-module-name","Pipeline","#) }),
            let mark = command.range(of: #""-package-name",""#),
            let end = command[mark.upperBound...].firstIndex(of: "\"")
        else { return nil }
        return String(command[mark.upperBound..<end])
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
