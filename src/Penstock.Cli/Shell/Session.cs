using System.Collections;

namespace Penstock.Cli;

/// <summary>What a command has from its surroundings: streams, variables, folder, clock, and the wish to stop.</summary>
internal sealed class Session : IDisposable
{
    private readonly Interrupts? interrupts;

    public Session(Interrupts? interrupts = null) => this.interrupts = interrupts;

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public string Folder { get; init; } = Directory.GetCurrentDirectory();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A person looks at the output, so it may move.</summary>
    public bool IsLive { get; init; }

    /// <summary>Cancelled by the first SIGINT or SIGTERM.</summary>
    public CancellationToken Stopping => interrupts?.Stopping ?? CancellationToken.None;

    public static Session OfProcess()
    {
        var environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
        var live = !Console.IsOutputRedirected && environment.GetValueOrDefault("TERM") is not (null or "" or "dumb");
        return new Session(new Interrupts(live))
        {
            Output = Console.Out,
            Error = Console.Error,
            Environment = environment,
            IsLive = live,
        };
    }

    public void Dispose() => interrupts?.Dispose();
}
