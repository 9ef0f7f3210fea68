import Cryptography
import Support
import TLS
import TestAuthorities
import Testing

@Suite struct TLSContextTests {
    let authority: TestAuthority

    init() throws { authority = try TestAuthority() }

    @Test func `a key that does not belong to the certificate is refused`() throws {
        let one = try authority.client()
        let two = try authority.client()
        let mixed = try TLSIdentity(certificates: one.certificate.pem, key: two.key.pem())
        #expect(throws: TLSError.self) { try TLSContext(client: mixed, servers: [authority.certificate]) }
    }

    @Test func `a key that is no key is refused`() throws {
        let one = try authority.client()
        let broken = try TLSIdentity(certificates: one.certificate.pem, key: Array("no key".utf8))
        #expect(throws: TLSError.self) { try TLSContext(client: broken, servers: [authority.certificate]) }
    }

    @Test func `only authorities can be trusted`() throws {
        let one = try authority.client()
        let error = #expect(throws: TLSError.self) {
            try TLSContext(client: nil, servers: [one.certificate])
        }
        #expect(error?.code == .authority)
    }

    @Test func `a missing file is named`() throws {
        let error = #expect(throws: TLSError.self) {
            try TLSIdentity(certificatesAt: "/nowhere/server.pem", keyAt: "/nowhere/server.key")
        }
        #expect(error?.code == .unreadable)
        #expect(error?.detail.contains("/nowhere/server.pem") == true)
    }

    @Test func `a file without a certificate is named`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write(Array("nothing".utf8), toPath: "\(folder)/server.pem")
            let error = #expect(throws: TLSError.self) {
                try TLSIdentity(certificatesAt: "\(folder)/server.pem", keyAt: "\(folder)/server.pem")
            }
            #expect(error?.detail.contains("\(folder)/server.pem") == true)
        }
    }

    @Test func `an identity does not print its key`() throws {
        let identity = try authority.client().identity
        #expect(!"\(identity)".contains("PRIVATE"))
    }
}
