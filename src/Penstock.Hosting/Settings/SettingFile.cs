using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Penstock.Hosting;

/// <summary>What the file says, as it is spelled there.</summary>
/// <param name="Name">The file as the user knows it; null when there is none.</param>
/// <param name="Values">Paths below the root section; null for an empty section.</param>
internal sealed record SettingFile(string? Name, IReadOnlyDictionary<string, string?> Values)
{
    private static readonly Dictionary<string, string?> Nothing = [];

    public static SettingFile Read(string folder, string? given)
    {
        var path = Path.GetFullPath(given ?? SettingSources.DefaultFile, folder);
        if (File.Exists(path))
            return new SettingFile(given ?? SettingSources.DefaultFile, Load(path, given ?? SettingSources.DefaultFile));
        return given is null
            ? new SettingFile(null, Nothing)
            : throw new SettingException($"--config is '{given}': there is no such file.");
    }

    private static Dictionary<string, string?> Load(string path, string name)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var root = new ConfigurationBuilder().AddJsonStream(stream).Build();
            return root.GetSection(Setting.Root).AsEnumerable(makePathsRelative: true)
                .Where(pair => pair.Key.Length > 0 && !root.GetSection(Setting.Root + ":" + pair.Key).GetChildren().Any())
                .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception error) when (error is FormatException or JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{name} can't be read: {OneLine(error.GetBaseException().Message)}");
        }
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
