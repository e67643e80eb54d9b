namespace Penstock.Hosting;

/// <summary>Reads a value as users write it; false when it is not allowed.</summary>
public delegate bool SettingParser<T>(string text, out T value);

/// <inheritdoc cref="Setting"/>
public sealed class Setting<T> : Setting
{
    public required T Default { get; init; }

    public required SettingParser<T> Parser { get; init; }

    internal bool TryParse(string text, out T value) => Parser(text.Trim(), out value);

    internal override bool Accepts(string text) => TryParse(text, out _);
}
