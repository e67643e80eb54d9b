using System.Diagnostics;
using System.Globalization;

namespace Penstock.Bench;

/// <summary><c>run digest</c> in a process of its own, as an operator starts it.</summary>
internal sealed class DigestProcess : IAsyncDisposable
{
    private readonly Process process;

    private DigestProcess(Process process) => this.process = process;

    public bool HasExited => process.HasExited;

    public static DigestProcess Start(string databaseUrl, string redisUrl)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Program(), "run", "digest", "--port", "0", "--log", "text"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DATABASE_URL"] = databaseUrl;
        start.Environment["REDIS_URL"] = redisUrl;
        start.Environment["LOG_LEVEL"] = "warning";
        var started = Process.Start(start)!;
        // Read on, so that a full pipe never stops it.
        started.OutputDataReceived += Pass;
        started.ErrorDataReceived += Pass;
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return new DigestProcess(started);
    }

    /// <summary>What it has of the machine's memory now.</summary>
    public long ResidentBytes()
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public Task ExitAsync(CancellationToken giveUp) => process.WaitForExitAsync(giveUp);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static void Pass(object sender, DataReceivedEventArgs line)
    {
        // What it says is not needed here.
    }

    // By dotnet NAME.dll, or as a program of its own.
    private static IEnumerable<string> Program() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
}
