using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Penstock.Workers.Chat;

/// <summary>
/// A bearer token: <c>user.expiry.signature</c>, the expiry in Unix seconds, the signature HMAC-SHA256 of what stands before it, in
/// base64url. Who issues them knows the secret.
/// </summary>
public static class ChatToken
{
    /// <summary>Shorter ones can be guessed.</summary>
    public const int LeastSecret = 16;

    public static string Create(string secret, long user, DateTimeOffset expires)
    {
        var claim = string.Create(CultureInfo.InvariantCulture, $"{user}.{expires.ToUnixTimeSeconds()}");
        return $"{claim}.{Sign(secret, claim)}";
    }

    /// <summary>Whose token it is; null for none that is signed with the secret and still valid.</summary>
    public static long? UserOf(string secret, string token, DateTimeOffset now)
    {
        var at = token.LastIndexOf('.');
        if (at < 0 || !IsSame(Sign(secret, token[..at]), token[(at + 1)..]))
            return null;

        return token[..at].Split('.') is [var user, var expiry]
            && long.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds > now.ToUnixTimeSeconds()
                ? id
                : null;
    }

    private static string Sign(string secret, string claim) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(claim)));

    // In the same time whatever differs, so that nobody learns a signature by its parts.
    private static bool IsSame(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
