using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Penstock.Bench;

namespace Penstock.Cli;

/// <summary>Runs one benchmark in a process of its own, each with servers of its own unless an address is given.</summary>
/// <param name="program">What is started…</param>
/// <param name="before">… and its first arguments.</param>
/// <param name="url">A PostgreSQL to measure on.</param>
/// <param name="quick">One round in place of five; the program must know that.</param>
/// <param name="progress">Gets what the process tells.</param>
internal sealed class BenchProcess(string program, IReadOnlyList<string> before, string? url, bool quick, TextWriter progress) : IBenchProgram
{
    private const string Said = "penstock: ";
    private const int MostOfSentence = 300;

    /// <summary>This program.</summary>
    public static BenchProcess Ours(string? url, bool quick, TextWriter progress) =>
        new(
            Environment.ProcessPath!,
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [],
            url,
            quick,
            progress);

    public async Task<IReadOnlyList<BenchRow>> RunAsync(string bench, CancellationToken stopping)
    {
        var output = await OutputAsync(["bench", bench, "--json", .. url is null ? [] : new[] { "--db", url }, .. quick ? [BenchFlags.Quick] : Array.Empty<string>()], stopping);
        try
        {
            return [.. output.Where(line => line.StartsWith('{')).Select(BenchText.Row)];
        }
        catch (JsonException error)
        {
            throw new CommandException($"a line of 'bench {bench} --json' is no row: {error.Message}", error);
        }
    }

    /// <returns>The lines of its standard output.</returns>
    /// <exception cref="CommandException">It does not start, or ended with another code than 0.</exception>
    public async Task<IReadOnlyList<string>> OutputAsync(IReadOnlyList<string> arguments, CancellationToken stopping)
    {
        using var process = Start(arguments);
        // A pipe that is not read would stop it.
        var errors = Task.Run(() => FollowAsync(process), CancellationToken.None);
        var output = Task.Run(process.StandardOutput.ReadToEndAsync, CancellationToken.None);
        // It has servers to end: it is asked, and waited for.
        await using (stopping.Register(() => Interrupt(process)))
            await process.WaitForExitAsync(CancellationToken.None);
        var last = await errors;
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        stopping.ThrowIfCancellationRequested();
        return process.ExitCode == 0 ? lines : throw new CommandException(last.Length > 0 ? last : $"it ended with code {process.ExitCode} and no word");
    }

    private Process Start(IReadOnlyList<string> arguments)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(program, [.. before, .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new CommandException($"{program} does not start: {error.Message}", error);
        }
    }

    // What it said for a person, else its last line.
    private async Task<string> FollowAsync(Process process)
    {
        var (sentence, last) = ("", "");
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Trim().Length == 0)
                continue;
            last = line.Trim();
            if (last.StartsWith(Said, StringComparison.Ordinal))
                sentence = last[Said.Length..];
            await progress.WriteLineAsync("  " + Short(line));
        }

        return Short(sentence.Length > 0 ? sentence : last);
    }

    private static string Short(string text) => text.Length <= MostOfSentence ? text : text[..MostOfSentence] + "…";

    private static void Interrupt(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
