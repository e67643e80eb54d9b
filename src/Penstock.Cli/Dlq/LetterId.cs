using System.CommandLine;
using System.Globalization;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>A letter named by its id.</summary>
internal static class LetterId
{
    public static readonly Setting<string?> Pipeline = Setting.OptionalText("Pipeline", null, "'marker': an id of the marker's own table; 'digest': of the digest's dead stream.");

    public static Argument<string> Argument() => new("id") { HelpName = "id", Description = "As 'dlq list' shows it." };

    /// <exception cref="SettingException">It is no number.</exception>
    public static long Read(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw new SettingException($"ID is '{text}': a number as 'dlq list' shows it is allowed.");

    public static CommandException Missing(long id, IDeadLetterHome home) => new($"{home.Name} has no dead letter {id}.");
}
