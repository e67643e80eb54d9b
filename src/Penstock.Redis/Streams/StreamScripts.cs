namespace Penstock.Redis;

internal static class StreamScripts
{
    private const string Common = "stream.common.lua";

    public static RedisScript Take { get; } = RedisScript.Load(Common, "stream.take.lua");

    public static RedisScript Settle { get; } = RedisScript.Load(Common, "stream.settle.lua");

    public static RedisScript Beat { get; } = RedisScript.Load(Common, "stream.beat.lua");

    public static RedisScript Close { get; } = RedisScript.Load(Common, "stream.close.lua");

    public static RedisScript ListRead { get; } = RedisScript.Load(Common, "list.read.lua");

    public static RedisScript Prune { get; } = RedisScript.Load(Common, "stream.prune.lua");
}
