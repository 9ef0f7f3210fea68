import Foundation
import Support

/// A matching core that compares nothing: it answers at once, and notes each decision that it was asked about.
///
/// The real one needs a model and a picture with a face; what is tested with this one is the gate before it. A picture that
/// ends in `REFUSE` is refused before matching, one that ends in `BREAK` fails after it.
enum TestWorker {
    /// Whether the language that it is written in is installed.
    static let isPresent = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

    /// Makes it the core of a working folder that `init` made.
    static func install(in folder: String) throws {
        let program = "\(folder)/test-worker"
        try TestFiles.write(Array(source.utf8), toPath: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let file = "\(folder)/abeyance.yaml"
        let text = String(decoding: try TestFiles.bytes(atPath: file), as: UTF8.self)
        let changed = text.replacingOccurrences(
            of: "  state: core\n",
            with: "  state: core\n  program: \(program)\n  journal: \(journal(in: folder))\n"
        )
        guard changed != text else { throw RunningGate.Failure(description: "\(file): no core to replace") }
        try TestFiles.write(Array(changed.utf8), toPath: file)
    }

    /// The decisions that it was asked about, in order; waits for a worker's end, whose gate must have ended.
    static func decisions(in folder: String) -> [Int] {
        let descriptor = unsafe open(journal(in: folder), O_RDONLY)
        defer { close(descriptor) }
        flock(descriptor, LOCK_EX)
        let text = (try? String(contentsOfFile: journal(in: folder), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { Int($0) }
    }

    private static func journal(in folder: String) -> String { "\(folder)/worker-journal" }

    private static let source = """
        #!/usr/bin/python3 -I
        import fcntl, json, os, socket, struct, sys

        gate = socket.socket(fileno=3)
        journal = os.open(sys.argv[sys.argv.index("--journal") + 1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        fcntl.flock(journal, fcntl.LOCK_EX)
        model = {"core": "test-worker", "name": "none", "version": "1"}
        face = {"box": {"left": 0, "top": 0, "width": 1, "height": 1}, "confidence": 99000000, "landmarks": []}
        results = {
            "health": ("health", {"isReady": True, "collections": 1, "faces": 0}),
            "searchFacesByImage": ("matches", {"searched": face, "matches": [], "comparisons": 1}),
            "compareFaces": ("comparison", {"source": face, "matches": [], "unmatched": []}),
        }

        def taken(count):
            data = b""
            while len(data) < count:
                try:
                    piece = gate.recv(count - len(data))
                except ConnectionResetError:
                    piece = b""
                if not piece:
                    sys.exit(0)
                data += piece
            return data

        def send(header, *parts):
            header = json.dumps(dict(header, parts=[len(part) for part in parts])).encode()
            try:
                gate.sendall(struct.pack(">II", len(header), sum(map(len, parts))) + header + b"".join(parts))
            except OSError:
                pass  # The gate has died; what it had sent before is noted all the same.

        while True:
            lengths = struct.unpack(">II", taken(8))
            request, pictures = json.loads(taken(lengths[0])), taken(lengths[1])
            if request["decision"] >= 0:
                os.write(journal, b"%d\\n" % request["decision"])
            reply = {"id": request["id"], "model": model, "warnings": []}
            if pictures.endswith((b"REFUSE", b"BREAK")) or request["operation"] not in results:
                before = not pictures.endswith(b"BREAK")
                failure = {"code": "noFace" if before else "internalError", "message": "as asked", "beforeMatching": before}
                send(dict(reply, failure=failure))
            else:
                name, result = results[request["operation"]]
                send(dict(reply, result=name), json.dumps(result).encode())

        """
}
