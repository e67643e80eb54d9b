using Microsoft.Extensions.Logging;

namespace Penstock.Hosting;

public enum LogStyle
{
    /// <summary>One object a line, for machines.</summary>
    Json,

    /// <summary>Time, level and message, for people.</summary>
    Text,
}

/// <summary>How a process logs.</summary>
public sealed record LogOptions
{
    public LogStyle Style { get; init; }

    public LogLevel Level { get; init; } = LogLevel.Information;

    public LogProfile Profile { get; init; } = new();

    /// <summary>Colour in style text. By default on a terminal, unless <c>NO_COLOR</c> is set.</summary>
    public bool Colour { get; init; }

    /// <summary>Where lines go; null is standard output. It is not closed.</summary>
    public Stream? Output { get; init; }

    internal static bool ColourOf(IReadOnlyDictionary<string, string> environment) =>
        !Console.IsOutputRedirected && !(environment.TryGetValue("NO_COLOR", out var no) && no.Length > 0);
}
