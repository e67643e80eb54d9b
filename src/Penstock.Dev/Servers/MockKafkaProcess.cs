using System.Diagnostics;

namespace Penstock.Dev;

/// <summary>A <see cref="MockKafka"/> in a process of its own, which outlives whoever is killed beside it, and ends with us.</summary>
public sealed class MockKafkaProcess : IAsyncDisposable
{
    internal const string Done = "ok";

    private readonly Process process;
    private readonly SemaphoreSlim oneCommand = new(1);

    private MockKafkaProcess(Process process, string bootstrap) => (this.process, Bootstrap) = (process, bootstrap);

    public string Bootstrap { get; }

    /// <param name="program">One that calls <see cref="MockKafkaOrders"/>.</param>
    /// <param name="giveUp">Gives up.</param>
    /// <exception cref="InvalidOperationException">It does not start; the message is what it said.</exception>
    public static Task<MockKafkaProcess> StartAsync(string program, CancellationToken giveUp = default) => StartAsync(program, [], giveUp);

    /// <summary>The same with a program that wants arguments for it.</summary>
    public static async Task<MockKafkaProcess> StartAsync(string program, IReadOnlyList<string> arguments, CancellationToken giveUp = default)
    {
        var started = ProgramRun.Start(program, arguments);
        var first = await started.StandardOutput.ReadLineAsync(giveUp);
        return first is not null
            ? new MockKafkaProcess(started, first)
            : throw new InvalidOperationException($"{program} does not start: {await started.StandardError.ReadToEndAsync(giveUp)}");
    }

    public Task CreateTopicAsync(string topic, int partitions, int replicas = 3) => TellAsync($"topic {topic} {partitions} {replicas}");

    public Task SetDownAsync(int broker) => TellAsync($"down {broker}");

    public Task SetUpAsync(int broker) => TellAsync($"up {broker}");

    public Task PushErrorsAsync(short api, params int[] errors) => TellAsync($"errors {api} {string.Join(' ', errors)}");

    public Task SetCoordinatorAsync(string group, int broker) => TellAsync($"coordinator {group} {broker}");

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        oneCommand.Dispose();
    }

    private async Task TellAsync(string command)
    {
        await oneCommand.WaitAsync();
        try
        {
            await process.StandardInput.WriteLineAsync(command);
            await process.StandardInput.FlushAsync();
            if (await process.StandardOutput.ReadLineAsync() is var answer && answer != Done)
                throw new InvalidOperationException($"The mock cluster refused '{command}': {answer ?? "it is gone"}");
        }
        finally
        {
            oneCommand.Release();
        }
    }
}
