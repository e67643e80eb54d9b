using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>Another working tree of this repository, whose program is built before anything is measured.</summary>
internal static class OtherCheckout
{
    public const string Flag = "--against";

    /// <exception cref="SettingException">There is no such checkout.</exception>
    /// <exception cref="CommandException">Its program can't be built.</exception>
    public static async Task<IBenchProgram> BuildAsync(string folder, string? url, TextWriter progress, CancellationToken stopping)
    {
        if (!Directory.Exists(folder))
            throw new SettingException($"{Flag} is '{folder}': there is no such folder; the folder of another checkout is allowed.");
        var script = Path.Combine(folder, "penstock");
        if (!File.Exists(script) || !Directory.Exists(Path.Combine(folder, "bench")))
            throw new SettingException($"{Flag} is '{folder}': that is no checkout of this repository, since it has no ./penstock and no bench/.");
        var program = new BenchProcess(script, [], url, progress);
        await progress.WriteLineAsync($"building {folder}");
        try
        {
            await program.OutputAsync(["bench", "--help"], stopping);
            return program;
        }
        catch (CommandException error)
        {
            throw new CommandException($"The program of {folder} can't be built: {error.Message}", error);
        }
    }
}
