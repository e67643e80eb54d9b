using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>Another working tree of this repository, whose program is built before anything is measured.</summary>
internal sealed class OtherCheckout : IDisposable
{
    public const string Flag = "--against";

    // Programs that don't know --quick yet have their rounds here.
    private const string RoundsFile = "bench/Rounds.cs";
    private const string FiveRounds = "const int Count = 5;";
    private const string OneRound = "const int Count = 1;";

    private readonly string? temporary;

    private OtherCheckout(IBenchProgram program, string? temporary) => (Program, this.temporary) = (program, temporary);

    public IBenchProgram Program { get; }

    /// <exception cref="SettingException">There is no such checkout.</exception>
    /// <exception cref="CommandException">Its program can't be built.</exception>
    public static async Task<OtherCheckout> BuildAsync(string folder, string? url, bool quick, TextWriter progress, CancellationToken stopping)
    {
        if (!Directory.Exists(folder))
            throw new SettingException($"{Flag} is '{folder}': there is no such folder; the folder of another checkout is allowed.");
        if (!File.Exists(Path.Combine(folder, "penstock")) || !Directory.Exists(Path.Combine(folder, "bench")))
            throw new SettingException($"{Flag} is '{folder}': that is no checkout of this repository, since it has no ./penstock and no bench/.");
        var rounds = Path.Combine(folder, RoundsFile);
        var copy = quick && File.Exists(rounds) && (await File.ReadAllTextAsync(rounds, stopping)).Contains(FiveRounds, StringComparison.Ordinal) ? Shortened(folder) : null;
        try
        {
            return await BuildAsync(folder, copy, url, quick, progress, stopping);
        }
        catch
        {
            Delete(copy);
            throw;
        }
    }

    public void Dispose() => Delete(temporary);

    private static async Task<OtherCheckout> BuildAsync(
        string folder, string? copy, string? url, bool quick, TextWriter progress, CancellationToken stopping)
    {
        var asks = quick && copy is null;
        var program = new BenchProcess(Path.Combine(copy ?? folder, "penstock"), [], url, asks, progress);
        await progress.WriteLineAsync(copy is null ? $"building {folder}" : $"building a copy of {folder} that measures one round in place of five");
        try
        {
            var help = await program.OutputAsync(["bench", "loop", "--help"], stopping);
            if (asks && !help.Any(line => line.Contains(BenchFlags.Quick, StringComparison.Ordinal)))
                throw new CommandException($"it does not know {BenchFlags.Quick}");
            return new OtherCheckout(program, copy);
        }
        catch (CommandException error)
        {
            throw new CommandException($"The program of {folder} can't be built: {error.Message}", error);
        }
    }

    // Whatever lies in the working tree, committed or not, but for what builds leave there.
    private static string Shortened(string folder)
    {
        var copy = Directory.CreateTempSubdirectory("penstock-against-").FullName;
        Copy(new DirectoryInfo(folder), copy);
        var rounds = Path.Combine(copy, RoundsFile);
        File.WriteAllText(rounds, File.ReadAllText(rounds).Replace(FiveRounds, OneRound, StringComparison.Ordinal));
        return copy;
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.GetFiles())
            file.CopyTo(Path.Combine(to, file.Name));
        foreach (var folder in from.GetDirectories().Where(folder => folder.Name is not ("bin" or "obj" or ".git") && folder.LinkTarget is null))
            Copy(folder, Path.Combine(to, folder.Name));
    }

    private static void Delete(string? copy)
    {
        if (copy is not null)
            Directory.Delete(copy, recursive: true);
    }
}
