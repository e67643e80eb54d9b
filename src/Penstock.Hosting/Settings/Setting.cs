using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Penstock.Hosting;

/// <summary>One thing a user may set. Declared once, read from flags, variables and the file, and told about in errors and docs.</summary>
public abstract partial class Setting
{
    internal const string Root = "Penstock";

    /// <summary>Path below the root section, such as <c>Marker:BatchSize</c>. Matched without regard to case.</summary>
    public required string Key { get; init; }

    public required string Help { get; init; }

    /// <summary>What a value may be, as it follows a colon in an error: <c>a whole number from 1 to 100</c>.</summary>
    public required string Allowed { get; init; }

    /// <summary>A variable of the worker's own, such as <c>DES_MARKER_BATCH_SIZE</c>; matched exactly.</summary>
    public string? Variable { get; init; }

    /// <summary>Variables of others that are read where <see cref="Variable"/> is unset, the first that is set.</summary>
    public IReadOnlyList<string> OtherVariables { get; init; } = [];

    /// <summary>By default the last part of the key in kebab-case: <c>--batch-size</c>.</summary>
    [AllowNull]
    public string Flag
    {
        get => field ?? "--" + JsonNamingPolicy.KebabCaseLower.ConvertName(Key[(Key.LastIndexOf(':') + 1)..]);
        init;
    }

    /// <summary>The value is never shown; of a URL only the password is hidden.</summary>
    public bool Secret { get; init; }

    /// <summary>There is no default: reading it while it is unset fails.</summary>
    public bool Required { get; init; }

    /// <summary>The default as a user would write it; null when unset means off.</summary>
    public string? DefaultText { get; init; }

    /// <summary>The variable that stands for the key: <c>Penstock__Marker__BatchSize</c>; matched without regard to case.</summary>
    public string PathVariable => Root + "__" + Key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>The key in the file, with its root: <c>Penstock:Marker:BatchSize</c>.</summary>
    public string FileKey => Root + ":" + Key;

    internal abstract bool Accepts(string text);

    // An address without a user has no password; of any other secret nothing is shown unless its password was found and hidden.
    internal string Show(string text)
    {
        var masked = Secrets.Mask(text);
        var isPlainAddress = text.Contains("://", StringComparison.Ordinal) && !text.Contains('@', StringComparison.Ordinal);
        return !Secret || masked != text || isPlainAddress ? masked : "***";
    }
}
