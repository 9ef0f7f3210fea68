import Foundation
import Glibc
import Support

/// A server process that a load is put on.
final class LoadedServer {
    /// Its name and version.
    let name: String
    /// Its port on 127.0.0.1.
    let port: UInt16
    /// Its process and those that it has started: the whole of the server.
    var processes: [Int32] { [child.processIdentifier] + ChildProcesses.of(child.processIdentifier) }

    private let child: Process
    private let input: Pipe

    private init(name: String, port: UInt16, child: Process, input: Pipe) {
        self.name = name
        self.port = port
        self.child = child
        self.input = input
    }

    /// This program, serving with the gate's front end.
    static func own(_ keys: ThrowAwayKeys) throws -> LoadedServer {
        let (child, input, line) = try started(thisProgram, ["serve-under-load", keys.folder])
        guard let port = line.split(whereSeparator: \.isWhitespace).last.flatMap({ UInt16($0) }) else {
            throw WrongAnswer("the server said `\(line)`, expected its port")
        }
        return LoadedServer(name: "abeyance", port: port, child: child, input: input)
    }

    /// The whole gate: log, policies, matching core, with the keys and limits of a demonstration that lies in a folder.
    static func gate(in folder: String) throws -> LoadedServer {
        let program = thisProgram.deletingLastPathComponent().appendingPathComponent("abeyance")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw NotAvailable("\(program.path) is not built: `swift build -c release` builds it")
        }
        _ = try Programs.output(of: program.path, ["init", folder])
        let file = "\(folder)/abeyance.yaml"
        let limits =
            "limits:\n  requests_per_second: 1000000\n  request_burst: 1000000\n  entries_per_day: 10000000\n"
        let configuration = try String(contentsOfFile: file, encoding: .utf8)
            .replacingOccurrences(of: "listen: 127.0.0.1:8443", with: "listen: 127.0.0.1:0")
        try (configuration + limits).write(toFile: file, atomically: true, encoding: .utf8)
        let (child, input, line) = try started(
            program,
            ["serve", "--config", file],
            errors: FileHandle.nullDevice
        )
        let ready = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let address = ready?["listening"] as? String ?? ""
        guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw WrongAnswer("the gate said `\(line)`, expected where it listens")
        }
        return LoadedServer(name: "gate", port: port, child: child, input: input)
    }

    private static var thisProgram: URL { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath() }

    /// Starts a program, and waits for the line that it says when it listens.
    private static func started(
        _ program: URL,
        _ arguments: [String],
        errors: FileHandle = .standardError
    ) throws -> (child: Process, input: Pipe, line: String) {
        let (child, input, output) = (Process(), Pipe(), Pipe())
        child.executableURL = program
        child.arguments = arguments
        child.standardInput = input
        child.standardOutput = output
        child.standardError = errors
        try child.run()
        var line = ""
        while !line.contains("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw WrongAnswer("the server ended before it listened") }
            line += String(decoding: data, as: UTF8.self)
        }
        return (child, input, line)
    }

    /// nginx with the same keys and answer, when it is installed: one process, one thread.
    static func nginx(_ keys: ThrowAwayKeys) throws -> LoadedServer? {
        guard let program = Programs.path(of: "nginx") else { return nil }
        guard let port = LoopbackSocket.freePort() else { throw WrongAnswer("no port is free") }
        let file = "\(keys.folder)/nginx.conf"
        try configuration(keys, port: port).write(toFile: file, atomically: true, encoding: .utf8)
        let (child, input) = (Process(), Pipe())
        child.executableURL = URL(fileURLWithPath: program)
        child.arguments = ["-p", keys.folder, "-e", "stderr", "-c", file]
        child.standardInput = input
        try child.run()
        let server = LoadedServer(
            name: try Programs.output(of: program, ["-v"]).split(separator: " ").last.map(String.init)
                ?? "nginx",
            port: port,
            child: child,
            input: input
        )
        for _ in 0..<250 where child.isRunning {
            if let socket = LoopbackSocket(port: port) {
                socket.close()
                return server
            }
            _ = poll(nil, 0, 20)
        }
        server.stop()
        throw WrongAnswer("nginx does not listen")
    }

    /// Ends the process.
    func stop() {
        try? input.fileHandleForWriting.close()
        // Threads of this runtime block signals and their children inherit that: no other signal would arrive.
        if name != "abeyance" { _ = kill(child.processIdentifier, SIGKILL) }
        child.waitUntilExit()
    }

    private static func configuration(_ keys: ThrowAwayKeys, port: UInt16) -> String {
        let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
            "\($0)_temp_path \(keys.folder)/\($0);"
        }
        return """
            daemon off; master_process off; pid \(keys.folder)/nginx.pid; error_log stderr crit;
            events { worker_connections 4096; }
            http {
                access_log off; keepalive_requests 1000000000; default_type text/plain;
                \(folders.joined(separator: " "))
                server {
                    listen 127.0.0.1:\(port) ssl backlog=512;
                    ssl_certificate \(keys.server); ssl_certificate_key \(keys.serverKey);
                    ssl_client_certificate \(keys.authority); ssl_verify_client on; ssl_protocols TLSv1.3;
                    ssl_session_cache shared:sessions:10m;
                    location / { return 200 "hello"; }
                }
            }
            """
    }
}
