using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Dev;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Digest.Tests;

public sealed class WhatPeopleReallyHaveTests
{
    [ExpectedToFail("gzip-body")]
    public async Task A_compressed_body_is_taken_or_refused_by_the_name_of_its_encoding()
    {
        await using var scene = await IngestScene.CreateAsync(redis: null);
        var (status, body) = await scene.PostAsync(IngestScene.Known, Zipped(IngestScene.Payload), encoding: "gzip");

        status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.UnsupportedMediaType);
        if (status == HttpStatusCode.UnsupportedMediaType)
            body.ShouldContain("gzip");
        else
            (await BodiesAsync(scene)).ShouldBe([IngestScene.Payload]);
    }

    [ExpectedToFail("redis-cluster")]
    public async Task A_cluster_is_told_of_once_at_the_start()
    {
        await using var server = await RedisServer.CreateAsync(new RedisServerOptions
        {
            Settings = new Dictionary<string, string> { ["cluster-enabled"] = "yes" },
        });
        await server.CliAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await Until.TrueAsync("the cluster is up", async () => (await server.CliAsync("CLUSTER", "INFO"))[0].Contains("ok", StringComparison.Ordinal));
        await using var scene = await DigestScene.CreateAsync(server);
        await scene.AddAsync(DigestScene.Payload(new DateTimeOffset(2025, 11, 7, 0, 0, 0, TimeSpan.Zero)));

        var refusal = await StartAsync(scene, server.Url);

        var log = scene.Log.Lines.Select(line => line.Split(" | ")[0]).ToList();
        log.Append(refusal).ShouldContain(line => line.Contains("cluster", StringComparison.OrdinalIgnoreCase), string.Join('\n', log));
        log.Count(line => line.Contains("cluster", StringComparison.OrdinalIgnoreCase)).ShouldBeLessThanOrEqualTo(1);
        log.Count(line => line.Contains("CROSSSLOT", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(1);
    }

    /// <returns>Why a digest that is started there gave up, if it did; else it had time to say what is wrong.</returns>
    private static async Task<string> StartAsync(DigestScene scene, string url)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddProvider(scene.Log);
        builder.Services.AddRedis(url).AddDigest(scene.Store, scene.Options with { DrainLimit = TimeSpan.FromMilliseconds(200) });
        using var host = builder.Build();
        var refused = await Record.ExceptionAsync(() => host.StartAsync());
        if (refused is not null)
            return refused.Message;

        await Within.SecondsAsync(3, () => Task.FromResult(scene.Log.Lines.Any(line => line.Contains("cluster", StringComparison.OrdinalIgnoreCase))));
        await host.StopAsync();
        return "";
    }

    private static byte[] Zipped(string text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return zipped.ToArray();
    }

    private static async Task<List<string>> BodiesAsync(IngestScene scene)
    {
        await using var connection = await scene.Store.OpenAsync(default);
        return await connection.Command("SELECT body FROM penstock_messages ORDER BY id").ListAsync(row => Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)), default);
    }
}
