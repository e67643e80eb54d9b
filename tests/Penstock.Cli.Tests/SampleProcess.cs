using System.Diagnostics;
using System.Text;

namespace Penstock.Cli.Tests;

/// <summary>A worker as its user would start it, in a folder of its own.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder said = new();

    private SampleProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Said
    {
        get
        {
            lock (said)
                return said.ToString();
        }
    }

    public static SampleProcess Start(string program, TemporaryFolder folder, string url) => new(Process.Start(
        new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program))
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PENSTOCK_DB"] = url },
        })!);

    /// <summary>Without a warning, as a machine that loses power does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (said)
            said.AppendLine(line.Data);
    }
}
