using System.Diagnostics;
using System.Text;

namespace Penstock.Cli.Tests;

/// <summary>One shell that lasts: what a block sets, the next one has.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private const string End = "--- end of the block:";

    // Only a test that fails waits that long; a build on a busy machine takes its time.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly Process shell;

    private Terminal(Process shell) => this.shell = shell;

    public static async Task<Terminal> OpenAsync(TemporaryFolder folder)
    {
        var terminal = new Terminal(Process.Start(new ProcessStartInfo("bash", ["--noprofile", "--norc"])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["PENSTOCK"] = Repository.Root,
                ["PROGRAM"] = Path.Combine(AppContext.BaseDirectory, "Penstock.Cli.dll"),
                // What the tests were built with is built already.
                ["Configuration"] = "Release",
                ["DOTNET_NOLOGO"] = "true",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "true",
            },
        })!);
        // The program as the tests built it, in place of the script that builds it when it is old.
        await terminal.TypeAsync("exec 2>&1; penstock() { dotnet \"$PROGRAM\" \"$@\"; }");
        return terminal;
    }

    /// <returns>The exit code of the last line, and what was written.</returns>
    public async Task<(int Code, string Output)> TypeAsync(string block)
    {
        await shell.StandardInput.WriteAsync($"{{\n{block}\n}} </dev/null; echo \"{End} $?\"\n");
        await shell.StandardInput.FlushAsync();
        var output = new StringBuilder();
        while (await shell.StandardOutput.ReadLineAsync().WaitAsync(Limit, TimeProvider.System) is { } line)
        {
            if (line.StartsWith(End, StringComparison.Ordinal))
                return (int.Parse(line.AsSpan(End.Length)), output.ToString());
            output.Append(line).Append('\n');
        }

        throw new InvalidOperationException($"The shell ended. Before that: {output}");
    }

    /// <summary>Ends what was left running, too.</summary>
    public async ValueTask DisposeAsync()
    {
        shell.Kill(entireProcessTree: true);
        await shell.WaitForExitAsync();
        shell.Dispose();
    }
}
