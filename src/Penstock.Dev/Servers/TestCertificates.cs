using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Penstock.Dev;

/// <summary>An authority that lives for a test, and a certificate of it for <c>localhost</c>, as PEM files.</summary>
internal sealed record TestCertificates(string Authority, string Server, string ServerKey)
{
    public static TestCertificates Create(string folder)
    {
        var files = new TestCertificates(Path.Combine(folder, "ca.pem"), Path.Combine(folder, "server.pem"), Path.Combine(folder, "server.key"));
        var (from, until) = (TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest("CN=Penstock test authority", authorityKey, HashAlgorithmName.SHA256);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var authority = asked.CreateSelfSigned(from, until);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var server = RequestOf(key).Create(authority, from, until, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(files.Authority, authority.ExportCertificatePem());
        File.WriteAllText(files.Server, server.ExportCertificatePem());
        File.WriteAllText(files.ServerKey, key.ExportPkcs8PrivateKeyPem());
        return files;
    }

    private static CertificateRequest RequestOf(ECDsa key)
    {
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
