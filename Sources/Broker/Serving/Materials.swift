import Cryptography
import NIOCore
import PolicyControl
import TLS
import Upstreams

extension Certificate {
    /// Every certificate of a PEM file.
    ///
    /// - Throws: `StartError` naming the file.
    static func all(at path: String) throws -> [Certificate] {
        let text = try FileBytes.read(path)
        do {
            let certificates = try Certificate.all(inPEM: text)
            if !certificates.isEmpty { return certificates }
        } catch {
            throw StartError("\(path): \(error)")
        }
        throw StartError("\(path): holds no certificate")
    }
}

extension Configuration {
    /// The server's certificates and key; refused when the time now makes every client refuse them.
    ///
    /// - Throws: `StartError` naming the file and the dates, or `TLSError`.
    func identity(at now: Timestamp) throws -> TLSIdentity {
        for served in try Certificate.all(at: certificate) where !served.isValid(at: now) {
            let fault =
                now < served.notBefore
                ? "is not valid before \(served.notBefore.rfc3339)" : "expired at \(served.notAfter.rfc3339)"
            throw StartError(
                "\(certificate): the server's certificate `\(served.subject)` \(fault), and no client would accept it; put one there that is valid now, with its key in \(key)"
            )
        }
        return try TLSIdentity(certificatesAt: certificate, keyAt: key)
    }

    /// The files that a generation is made from.
    var generationFiles: [String] { [certificate, key, clientAuthorities] }

    /// How the matching core is started; its program lies beside this one unless the configuration says otherwise.
    ///
    /// - Throws: `StartError` when the program or the model that the configuration names is not there.
    func worker(beside program: String) throws -> WorkerConfiguration {
        let executable = coreProgram ?? "\(FileBytes.folder(of: program))/abeyance-core"
        guard FileBytes.exists(executable) else {
            throw StartError(
                "\(executable): the matching core's program is not there; name it in `core.program`"
            )
        }
        try FileBytes.createFolder(coreState, mode: 0o700)
        var arguments = ["--state", coreState]
        if let model = coreModel {
            guard FileBytes.exists(model) else {
                throw StartError("\(model): the face model is not there; `abeyance core install` fetches it")
            }
            arguments += ["--model", model]
        } else {
            arguments.append("--collections-only")
        }
        if let coreJournal { arguments += ["--journal", coreJournal] }
        var worker = WorkerConfiguration(executable: executable, arguments: arguments)
        worker.requestDeadline = Int64(coreDeadlineSeconds) * 1_000_000
        return worker
    }
}

extension RestrictionFiles {
    /// The files that a configuration names, and ours beside them.
    init(_ configuration: Configuration) {
        let paths = StatePaths(configuration.state)
        self.init(denied: paths.denied, lists: configuration.revocationLists, copies: paths.revocationLists)
    }
}

extension SocketAddress {
    /// The address as `ADDRESS:PORT`, IPv6 in brackets.
    var text: String {
        let host = ipAddress ?? "unknown"
        return host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port ?? 0)" : "\(host):\(port ?? 0)"
    }
}
