using System.Text.RegularExpressions;

namespace Penstock.Workers.Chat;

/// <summary>What a channel may be called: its topics, groups and metrics bear the name.</summary>
public static partial class ChannelName
{
    /// <summary>What is allowed, for messages to people.</summary>
    public const string Allowed = "a lower-case name such as whatsapp, letters, digits, - and _, 40 characters at most,";

    /// <summary>Whether it is one; <c>all</c> is none, since it means every channel.</summary>
    public static bool IsAllowed(string name) => name != ChatChannels.All && Plain().IsMatch(name);

    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Checked(string name) => IsAllowed(name) ? name : throw new ArgumentException($"'{name}' is no channel: {Allowed} is allowed.", nameof(name));

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,39}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plain();
}
