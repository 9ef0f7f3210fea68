import Cryptography
import Testing

/// Two certificates made with another tool, to be read and never to be trusted.
@Suite("Certificates of other tools")
struct ForeignCertificateTests {
    @Test("a weak RSA certificate with serial zero and several names reads as what it is")
    func weak() throws {
        let certificate = try #require(try Certificate.all(inPEM: Array(Self.weak.utf8)).first)
        #expect(certificate.keyDescription == .rsa(bits: 1_024))
        #expect(!certificate.keyDescription.isStrong)
        #expect(certificate.serial.isEmpty)
        #expect(!certificate.isSerialNegative)
        #expect(certificate.uriNames == ["urn:one", "urn:two"])
        #expect(certificate.alternativeNames.others == 1)
        #expect(certificate.extendedKeyUsage == [Certificate.clientAuthentication, "1.3.6.1.5.5.7.3.4"])
        #expect(certificate.isAuthority)
        #expect(certificate.pathLength == nil)
        #expect(certificate.isSigned(by: certificate))
    }

    @Test("a signature with SHA-1 proves nothing, and a negative serial is told apart")
    func old() throws {
        let certificate = try #require(try Certificate.all(inPEM: Array(Self.old.utf8)).first)
        #expect(certificate.issuer == certificate.subject)
        #expect(!certificate.isSigned(by: certificate))
        #expect(certificate.isSerialNegative)
        #expect(certificate.serial == [5])
        #expect(certificate.subject.description == "CN=old")
    }

    private static let weak = """
        -----BEGIN CERTIFICATE-----
        MIICXjCCAcegAwIBAgIBADANBgkqhkiG9w0BAQsFADAkMQ0wCwYDVQQDDAR3ZWFr
        MRMwEQYDVQQKDApQcsODwrxmdW5nMCAXDTI2MTEyMTAyMzcxMVoYDzIxMjYxMDI4
        MDIzNzExWjAkMQ0wCwYDVQQDDAR3ZWFrMRMwEQYDVQQKDApQcsODwrxmdW5nMIGf
        MA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDiAFH8JOBjNH+qQFCSCHKIj+5tbIgW
        uLyDp4UtHgoB1M4EHtDQ106yRT7IbF4/Da5kjMFpSjE7R0KNjdki37+tXOhvmPyp
        4aVw+/cbea5sbcc4Rr9eCA4VIFp93mYMVffIwsnGXrQCGv2geSxdjHyq7WEo1mYv
        tqy5lvZkF3T10wIDAQABo4GdMIGaMB0GA1UdDgQWBBTzlmDqgFTYadlR5syGfDTT
        ZWq0bTAfBgNVHSMEGDAWgBTzlmDqgFTYadlR5syGfDTTZWq0bTAPBgNVHRMBAf8E
        BTADAQH/MCgGA1UdEQQhMB+GB3VybjpvbmWGB3Vybjp0d2+BC2FAYi5leGFtcGxl
        MB0GA1UdJQQWMBQGCCsGAQUFBwMCBggrBgEFBQcDBDANBgkqhkiG9w0BAQsFAAOB
        gQAE31gzKlC/JDi4cKt5oHX02mmDAkaODclU8lE8VPycvkhJ4y76t5GaMlmcHQYE
        f2nTvpgWqNrs0WYAHhGzjKfL8YGdjoaG8f+DpsdJ35mF7sr3G4ZZ/tWyR3pUuShO
        esTPiVNEuH9wZrriPdL6RrCWhLyhAkti2C6M9rnkFOiK3Q==
        -----END CERTIFICATE-----
        """

    private static let old = """
        -----BEGIN CERTIFICATE-----
        MIIBXjCCAQWgAwIBAgIB+zAJBgcqhkjOPQQBMA4xDDAKBgNVBAMMA29sZDAgFw0y
        NjExMjEwMjM3MTFaGA8yMTI2MTAyODAyMzcxMVowDjEMMAoGA1UEAwwDb2xkMFkw
        EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEnE2mNkfqcs+/TerYmXrfW69j6ISjn7CC
        RZ5yppGpSTh/fs+piLzInNErHYzfs94BPi1P2E42umFyqEiosC61bqNTMFEwHQYD
        VR0OBBYEFLveZxSBoDQaliRbEUhGPISp2B3WMB8GA1UdIwQYMBaAFLveZxSBoDQa
        liRbEUhGPISp2B3WMA8GA1UdEwEB/wQFMAMBAf8wCQYHKoZIzj0EAQNIADBFAiEA
        1aoOixeV357rPHIQuvJZB13iWTG6OsJlk91qV3xmcr4CIFiiuK3k6qRSSECHRhcn
        9X5U36wU1X9aeQV7n4m6/jfW
        -----END CERTIFICATE-----
        """
}
