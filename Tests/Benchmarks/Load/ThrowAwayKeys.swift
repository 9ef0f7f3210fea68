import Cryptography
import Foundation
import Support

/// An authority, a server and a client, made for one run and gone with its folder.
struct ThrowAwayKeys: Sendable {
    /// The folder that holds the files.
    let folder: String

    /// The authority's certificate.
    var authority: String { "\(folder)/ca.pem" }
    /// The server's certificate.
    var server: String { "\(folder)/server.pem" }
    /// The server's key.
    var serverKey: String { "\(folder)/server.key" }
    /// The client's certificate.
    var client: String { "\(folder)/client.pem" }
    /// The client's key.
    var clientKey: String { "\(folder)/client.key" }
    /// What the client shows, and whom it trusts.
    var identity: LoadIdentity { LoadIdentity(certificate: client, key: clientKey, authority: authority) }

    /// The files that lie in a folder already.
    init(in folder: String) { self.folder = folder }

    /// Makes new ones, valid for a day.
    static func make(in folder: String) throws -> ThrowAwayKeys {
        let keys = ThrowAwayKeys(in: folder)
        let start = WallClock.now.adding(seconds: -3_600)
        let end = WallClock.now.adding(seconds: 86_400)
        let authority = try CertificateAuthority.create(commonName: "bench", notBefore: start, notAfter: end)
        let server = try authority.issue(
            .server(
                commonName: "localhost",
                dns: ["localhost"],
                addresses: [[127, 0, 0, 1]],
                notBefore: start,
                notAfter: end
            )
        )
        let client = try authority.issue(
            .client(
                commonName: "client",
                uri: "spiffe://bench.example/org/one",
                notBefore: start,
                notAfter: end
            )
        )
        try TestFiles.write(authority.certificate.pem, toPath: keys.authority)
        try TestFiles.write(server.certificate.pem, toPath: keys.server)
        try TestFiles.write(server.key.pem(), toPath: keys.serverKey)
        try TestFiles.write(client.certificate.pem, toPath: keys.client)
        try TestFiles.write(client.key.pem(), toPath: keys.clientKey)
        return keys
    }
}

/// The time of day.
enum WallClock {
    static var now: Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }
}
