internal import COpenSSL

extension CertificateExtensions {
    /// Reads what a certificate holds; nothing is refused here, what is malformed is marked so.
    init(of x509: OpaquePointer) {
        var marks: [Mark] = []
        for index in 0..<(unsafe max(0, X509_get_ext_count(x509))) {
            let found = unsafe X509_get_ext(x509, index)
            marks.append(
                Mark(
                    identifier: unsafe ASN1.dotted(X509_EXTENSION_get_object(found)),
                    isCritical: unsafe X509_EXTENSION_get_critical(found) != 0,
                    isSound: unsafe abeyance_extension_is_sound(found) == 1
                )
            )
        }
        self.marks = marks
        let usage = unsafe X509_get_key_usage(x509)
        keyUsage = usage == UInt32.max ? nil : usage
        nameConstraints = unsafe NameConstraints(of: x509)
        referencesIssuerCertificate = unsafe Self.referencesIssuerCertificate(x509)
        mailNames = unsafe Self.mailNames(of: x509)
        hasProperTimes =
            unsafe Self.isProper(X509_get0_notBefore(x509)) && Self.isProper(X509_get0_notAfter(x509))
        hasEmptySubject = unsafe X509_NAME_entry_count(X509_get_subject_name(x509)) == 0
    }

    private static func referencesIssuerCertificate(_ x509: OpaquePointer) -> Bool {
        unsafe X509_get0_authority_issuer(x509) != nil || X509_get0_authority_serial(x509) != nil
    }

    private static func mailNames(of x509: OpaquePointer) -> [[UInt8]] {
        guard let list = unsafe X509_get_ext_d2i(x509, NID_subject_alt_name, nil, nil) else { return [] }
        let general = OpaquePointer(list)
        defer { unsafe GENERAL_NAMES_free(general) }
        var names: [[UInt8]] = []
        for index in 0..<(unsafe abeyance_general_names_count(general)) {
            guard let name = unsafe abeyance_general_name(general, index),
                unsafe name.pointee.type == GEN_EMAIL
            else { continue }
            names.append(unsafe ASN1.octets(abeyance_general_name_string(name)) ?? [])
        }
        return names
    }

    /// UTCTime to the end of 2049, GeneralizedTime from then on.
    private static func isProper(_ time: UnsafePointer<ASN1_TIME>?) -> Bool {
        var fields = unsafe tm()
        guard let time = unsafe time, unsafe ASN1_TIME_to_tm(time, &fields) == 1 else { return false }
        let isShort = unsafe time.pointee.type == V_ASN1_UTCTIME
        return isShort == (unsafe fields.tm_year < 150)
    }
}

extension NameConstraints {
    /// The constraints of a certificate; nil when it has none, or none that can be read.
    fileprivate init?(of x509: OpaquePointer) {
        guard let value = unsafe X509_get_ext_d2i(x509, NID_name_constraints, nil, nil) else { return nil }
        let constraints = unsafe value.assumingMemoryBound(to: NAME_CONSTRAINTS.self)
        defer { unsafe NAME_CONSTRAINTS_free(constraints) }
        permitted = unsafe Self.subtrees(constraints.pointee.permittedSubtrees)
        excluded = unsafe Self.subtrees(constraints.pointee.excludedSubtrees)
    }

    private static func subtrees(_ list: OpaquePointer?) -> [Subtree]? {
        guard let list = unsafe list else { return nil }
        return unsafe (0..<max(0, abeyance_subtrees_count(list))).map { index in
            guard let base = unsafe abeyance_subtree_base(list, index) else { return .other }
            let bytes = unsafe ASN1.octets(abeyance_general_name_string(base)) ?? []
            return switch unsafe base.pointee.type {
            case GEN_DNS: .dns(bytes)
            case GEN_EMAIL: .mail(bytes)
            case GEN_URI: .uri(bytes)
            case GEN_IPADD: .address(bytes)
            default: .other
            }
        }
    }
}
