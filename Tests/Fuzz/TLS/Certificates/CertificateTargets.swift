/// A certificate that a peer sends.
enum CertificateTarget: FuzzTarget {
    static func prepare() { RevocationListTarget.prepare() }
    static var seeds: [[UInt8]] { CertificatePromises.certificates }
    static func run(_ bytes: [UInt8]) { CertificatePromises.certificate(bytes) }
}

/// A revocation list in a file.
enum RevocationListTarget: FuzzTarget {
    /// Makes every key before the first input, so that they are the same in each run.
    static func prepare() {
        FuzzedRandom.install()
        FuzzedRandom.restart()
        CertificatePromises.prepare()
    }

    static var seeds: [[UInt8]] { CertificatePromises.lists }
    static func run(_ bytes: [UInt8]) { CertificatePromises.revocationList(bytes) }
}
