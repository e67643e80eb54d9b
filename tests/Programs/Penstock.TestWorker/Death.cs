using System.Diagnostics;

namespace Penstock.TestWorker;

internal static class Death
{
    /// <summary>SIGKILL: nothing is cleaned up, nothing is said. Never returns.</summary>
    public static void Now()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        // The signal is on its way: this thread does nothing more.
        Thread.CurrentThread.Join();
    }
}
