namespace Penstock.Workers.Digest.Tests;

public sealed class SnapshotFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("penstock-agent-").FullName;

    [Fact]
    public async Task A_clock_that_was_set_back_between_two_processes_writes_over_nothing_and_keeps_the_order()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_000);
        await new SnapshotFiles(folder, most: 10).AddAsync(at, [1], default);
        await new SnapshotFiles(folder, most: 10).AddAsync(at, [2], default);
        await new SnapshotFiles(folder, most: 10).AddAsync(at.AddMilliseconds(-500), [3], default);

        new SnapshotFiles(folder, most: 10).List().Select(file => File.ReadAllBytes(file)[0]).ShouldBe([(byte)1, (byte)2, (byte)3]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
