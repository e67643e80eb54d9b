using System.Diagnostics;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Penstock.Dev;

/// <summary>What is called of librdkafka. The file is the one that the Kafka client has loaded in this process.</summary>
internal sealed class MockKafkaLibrary
{
    private static readonly Lazy<MockKafkaLibrary> Loaded = new(() => new MockKafkaLibrary());

    private readonly nint file = LoadedFile();

    private MockKafkaLibrary()
    {
        NewConf = Function<NewConfCall>("rd_kafka_conf_new");
        SetConf = Function<SetConfCall>("rd_kafka_conf_set");
        New = Function<NewCall>("rd_kafka_new");
        Destroy = Function<DestroyCall>("rd_kafka_destroy");
        MockCluster = Function<PointerCall>("rd_kafka_handle_mock_cluster");
        Bootstraps = Function<PointerCall>("rd_kafka_mock_cluster_bootstraps");
        RebalanceDelay = Function<RebalanceDelayCall>("rd_kafka_mock_group_initial_rebalance_delay_ms");
        TopicCreate = Function<TopicCreateCall>("rd_kafka_mock_topic_create");
        SetDown = Function<BrokerCall>("rd_kafka_mock_broker_set_down");
        SetUp = Function<BrokerCall>("rd_kafka_mock_broker_set_up");
        PushErrors = Function<PushErrorsCall>("rd_kafka_mock_push_request_errors_array");
        ClearErrors = Function<ClearErrorsCall>("rd_kafka_mock_clear_request_errors");
        SetCoordinator = Function<CoordinatorCall>("rd_kafka_mock_coordinator_set");
        SetLeader = Function<LeaderCall>("rd_kafka_mock_partition_set_leader");
    }

    public static MockKafkaLibrary Shared => Loaded.Value;

    public NewConfCall NewConf { get; }

    public SetConfCall SetConf { get; }

    public NewCall New { get; }

    public DestroyCall Destroy { get; }

    public PointerCall MockCluster { get; }

    public PointerCall Bootstraps { get; }

    public RebalanceDelayCall RebalanceDelay { get; }

    public TopicCreateCall TopicCreate { get; }

    public BrokerCall SetDown { get; }

    public BrokerCall SetUp { get; }

    public PushErrorsCall PushErrors { get; }

    public ClearErrorsCall ClearErrors { get; }

    public CoordinatorCall SetCoordinator { get; }

    public LeaderCall SetLeader { get; }

    private static nint LoadedFile()
    {
        if (!Library.IsLoaded)
            Library.Load();
        using var process = Process.GetCurrentProcess();
        var loaded = process.Modules.Cast<ProcessModule>().Single(m => m.ModuleName.Contains("librdkafka", StringComparison.Ordinal));
        return NativeLibrary.Load(loaded.FileName);
    }

    private T Function<T>(string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(file, name));

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate nint NewConfCall();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int SetConfCall(
        nint conf, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, [Out] byte[] error, nuint size);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate nint NewCall(int type, nint conf, [Out] byte[] error, nuint size);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void DestroyCall(nint handle);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate nint PointerCall(nint handle);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void RebalanceDelayCall(nint cluster, int milliseconds);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int TopicCreateCall(nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replicas);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int BrokerCall(nint cluster, int broker);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void PushErrorsCall(nint cluster, short api, nuint count, int[] errors);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void ClearErrorsCall(nint cluster, short api);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int CoordinatorCall(
        nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string type, [MarshalAs(UnmanagedType.LPUTF8Str)] string key, int broker);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int LeaderCall(nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partition, int broker);
}
