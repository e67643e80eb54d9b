using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Penstock.Redis;

/// <summary>TLS to a server, its certificate checked against the machine's authorities or those of a file.</summary>
internal static class ServerTls
{
    public static async Task<Stream> AuthenticateAsync(Stream plain, RedisUrl url, CancellationToken giveUp)
    {
        var secured = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await secured.AuthenticateAsClientAsync(OptionsOf(url), giveUp);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
    }

    private static SslClientAuthenticationOptions OptionsOf(RedisUrl url)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = url.Host };
        if (url.CertificateFile is { } file)
            options.ClientCertificates = [X509Certificate2.CreateFromPemFile(file, url.KeyFile ?? file)];
        if (!url.VerifiesServer)
        {
#pragma warning disable CA5359 // The address says so, in so many words: ssl_cert_reqs=none.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (url.CaFile is { } trusted)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(trusted);
        }

        return options;
    }
}
