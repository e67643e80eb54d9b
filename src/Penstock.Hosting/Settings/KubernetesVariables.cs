using System.Text.RegularExpressions;

namespace Penstock.Hosting;

/// <summary>
/// Kubernetes gives every pod the addresses of the services around it as variables: a service called <c>des-marker</c>
/// becomes <c>DES_MARKER_PORT=tcp://…</c>, which is nobody's setting.
/// </summary>
internal static partial class KubernetesVariables
{
    public static bool Contains(string name, string text) => Form().IsMatch(name) || IsServicePort(name, text);

    public static bool IsServicePort(string name, string text) =>
        name.EndsWith("_PORT", StringComparison.Ordinal) && Address().IsMatch(text);

    [GeneratedRegex(
        "_SERVICE_(HOST|PORT)$|_SERVICE_PORT_[A-Z0-9_]+$|_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();

    [GeneratedRegex(@"\A(tcp|udp|sctp)://", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
