using System.Text.RegularExpressions;

namespace Penstock.Relational;

/// <summary>Names of queues, topics and groups.</summary>
public static partial class QueueName
{
    /// <summary>What is allowed, for messages to people.</summary>
    public const string Allowed = "1 to 100 letters, digits and . _ - / :, a letter or digit first";

    public static bool IsAllowed(string name) => Plain().IsMatch(name);

    /// <exception cref="FormatException">It is no name.</exception>
    public static string Checked(string name) =>
        IsAllowed(name) ? name : throw new FormatException($"'{name}' is no name of a queue: {Allowed} are allowed.");

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plain();
}
