namespace Penstock.Redis;

/// <summary>What came is no answer of a Redis server, or a larger one than is allowed. The connection is closed: what follows would be out of step.</summary>
public sealed class RedisProtocolException(string message) : RedisException(message);
