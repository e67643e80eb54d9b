using System.Runtime.InteropServices;

namespace Penstock.Cli;

/// <summary>The first SIGINT or SIGTERM asks for the stop; a second one ends the process at once.</summary>
internal sealed partial class Interrupts : IDisposable
{
    private const int ExitCode = 130;
    private const int Sigint = 2;
    private const nint Default = 0;
    private const string ShowCursor = "\e[?25h";

    private readonly CancellationTokenSource stop = new();
    private readonly bool live;
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;
    private int count;

    public Interrupts(bool live)
    {
        this.live = live;
        Heed();
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    public CancellationToken Stopping => stop.Token;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        stop.Dispose();
    }

    // A script's shell starts what it puts in the background with SIGINT ignored, and .NET would leave it so: then a script could
    // not stop the program as a person does.
    private static void Heed()
    {
        if (!OperatingSystem.IsWindows())
            _ = Signal(Sigint, Default);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Signal(int number, nint handler);

    private void Handle(PosixSignalContext signal)
    {
        if (Interlocked.Increment(ref count) > 1)
        {
            // A live picture has hidden it, and nothing else will run after this.
            if (live)
                Console.Out.Write(ShowCursor);
            Environment.Exit(ExitCode);
        }

        signal.Cancel = true;
        stop.Cancel();
    }
}
