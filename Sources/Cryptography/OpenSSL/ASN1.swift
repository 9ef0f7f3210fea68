internal import COpenSSL

/// OpenSSL's ASN.1 objects as Swift values.
enum ASN1 {
    /// The bits of strength that a signature of a certificate or revocation list must have: SHA-256 has 128, SHA-1 fewer.
    static let minimumSignatureStrength: Int32 = 112

    /// The octets of a string, or nil for no string.
    static func octets(_ string: UnsafePointer<ASN1_STRING>?) -> [UInt8]? {
        guard let string = unsafe string else { return nil }
        let count = unsafe Int(ASN1_STRING_length(string))
        guard count > 0, let start = unsafe ASN1_STRING_get0_data(string) else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// The magnitude of an integer without leading zeros, and whether it is negative.
    static func integer(_ number: UnsafePointer<ASN1_INTEGER>?) -> (magnitude: [UInt8], isNegative: Bool) {
        guard let number = unsafe number else { return ([], false) }
        let magnitude = unsafe octets(number) ?? []
        return (Array(magnitude.drop { $0 == 0 }), unsafe number.pointee.type & V_ASN1_NEG != 0)
    }

    /// A moment, or nil when the text is not a time.
    static func time(_ time: UnsafePointer<ASN1_TIME>?) -> Timestamp? {
        var fields = unsafe tm()
        guard let time = unsafe time, unsafe ASN1_TIME_to_tm(time, &fields) == 1,
            let date = unsafe CalendarDate(
                year: Int(fields.tm_year) + 1900,
                month: Int(fields.tm_mon) + 1,
                day: Int(fields.tm_mday)
            )
        else { return nil }
        let seconds = unsafe Int64(fields.tm_hour) * 3_600 + Int64(fields.tm_min) * 60 + Int64(fields.tm_sec)
        return Timestamp(seconds: date.dayNumber * 86_400 + seconds)
    }

    /// A name with its bytes and its line.
    static func name(_ name: OpaquePointer?) throws(CryptographyError) -> DistinguishedName {
        guard let name = unsafe name, let der = unsafe DER.encode({ unsafe i2d_X509_NAME(name, $0) }),
            let line = unsafe BIO_new(BIO_s_mem())
        else { throw .openSSL(.malformedCertificate, "a name cannot be read") }
        defer { unsafe BIO_free(line) }
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe X509_NAME_print_ex(line, name, 0, abeyance_name_flags()) >= 0 else {
            throw .openSSL(.malformedCertificate, "a name cannot be printed")
        }
        let count = unsafe abeyance_bio_contents(line, &text)
        let bytes = unsafe UnsafeBufferPointer(start: text, count: text == nil ? 0 : Int(count))
        return DistinguishedName(
            der: der,
            description: String(decoding: unsafe bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        )
    }

    /// The alternative names of a certificate; text that is not ASCII without NUL is refused.
    static func alternativeNames(of certificate: OpaquePointer) throws(CryptographyError) -> AlternativeNames
    {
        guard let list = try unsafe extensionValue(NID_subject_alt_name, of: certificate) else {
            return AlternativeNames()
        }
        let general = OpaquePointer(list)
        defer { unsafe GENERAL_NAMES_free(general) }
        return try unsafe alternativeNames(in: general)
    }

    /// The names of a list, which stays the caller's; text that is not ASCII without NUL is refused.
    static func alternativeNames(in general: OpaquePointer) throws(CryptographyError) -> AlternativeNames {
        var names = AlternativeNames()
        for index in 0..<(unsafe abeyance_general_names_count(general)) {
            guard let name = unsafe abeyance_general_name(general, index) else { continue }
            let bytes = unsafe octets(abeyance_general_name_string(name)) ?? []
            switch unsafe name.pointee.type {
            case GEN_URI: names.uris.append(try text(bytes))
            case GEN_DNS: names.dns.append(try text(bytes))
            case GEN_IPADD: names.addresses.append(bytes)
            default: names.others += 1
            }
        }
        return names
    }

    /// Dotted identifiers of the extended key usage, or nil when it is absent.
    static func extendedKeyUsage(of certificate: OpaquePointer) throws(CryptographyError) -> Set<String>? {
        guard let list = try unsafe extensionValue(NID_ext_key_usage, of: certificate) else { return nil }
        let usage = OpaquePointer(list)
        defer { unsafe EXTENDED_KEY_USAGE_free(usage) }
        var identifiers: Set<String> = []
        for index in 0..<(unsafe abeyance_key_usage_count(usage)) {
            identifiers.insert(unsafe dotted(abeyance_key_usage(usage, index)))
        }
        return identifiers
    }

    /// An extension's value, or nil when absent; throws when it is malformed or there twice.
    private static func extensionValue(
        _ identifier: Int32,
        of certificate: OpaquePointer
    ) throws(CryptographyError) -> UnsafeMutableRawPointer? {
        var critical: Int32 = 0
        if let value = unsafe X509_get_ext_d2i(certificate, identifier, &critical, nil) {
            return unsafe value
        }
        guard critical == -1 else {
            throw .openSSL(
                .malformedCertificate,
                "an extension of the certificate is malformed or there twice"
            )
        }
        return nil
    }

    /// The dotted form of an object identifier.
    static func dotted(_ object: OpaquePointer?) -> String {
        var text = [CChar](repeating: 0, count: 128)
        let count = unsafe OBJ_obj2txt(&text, Int32(text.count), object, 1)
        let used = text.prefix(max(0, min(Int(count), text.count - 1)))
        return String(decoding: used.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func text(_ bytes: [UInt8]) throws(CryptographyError) -> String {
        guard bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw CryptographyError(.malformedCertificate, "a subject alternative name is not visible ASCII")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
