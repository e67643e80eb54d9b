namespace Penstock.Redis;

/// <summary>What a server's refusals tell of their cause: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors.</summary>
public sealed class RedisFaults : IFaultClassifier
{
    public Blame? Classify(Exception error) => error switch
    {
        RedisServerException refused => OfCode(refused.Code),
        RedisConnectionException { InnerException: RedisServerException refused } => OfCode(refused.Code),
        RedisException => Blame.Dependency,
        _ => null,
    };

    private static Blame OfCode(string code) => code switch
    {
        // Away for now, and a connection that is only opened sees it too.
        "LOADING" or "BUSY" or "MASTERDOWN" or "TRYAGAIN" or "CLUSTERDOWN" or "UNBLOCKED" => Blame.Dependency,
        // It answers a PING and takes nothing: no message is to blame.
        "READONLY" or "OOM" or "MISCONF" or "NOREPLICAS" or "NOAUTH" or "WRONGPASS" or "NOPERM" or "NOPROTO" or "MOVED" or "ASK" => Blame.Destination,
        _ => Blame.Message,
    };
}
