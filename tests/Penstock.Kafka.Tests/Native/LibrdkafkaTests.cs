using Confluent.Kafka;

namespace Penstock.Kafka.Tests;

public sealed class LibrdkafkaTests
{
    private static readonly Version Needed = new(2, 15, 1);

    [Fact]
    public void The_client_runs_on_the_library_that_was_found()
    {
        Librdkafka.EnsureLoaded();

        Librdkafka.Version.ShouldBeGreaterThanOrEqualTo(Needed);
        Library.VersionString.ShouldBe(Librdkafka.Version.ToString());
    }

    [Fact]
    public void The_named_file_is_taken_before_any_other()
    {
        var found = Search(("/opt/x.so", 7, Needed), ("librdkafka", 8, Needed)).Find("/opt/x.so");
        found.Handle.ShouldBe(7);
    }

    [Fact]
    public void What_came_with_the_program_is_taken_before_the_systems() =>
        Search(("librdkafka.so.1", 7, Needed), ("librdkafka", 8, Needed)).Find(null).Handle.ShouldBe(8);

    [Fact]
    public void The_systems_library_will_do() =>
        Search(("librdkafka.so.1", 7, new Version(2, 16, 0))).Find("").Version.ShouldBe(new Version(2, 16, 0));

    [Fact]
    public void A_missing_library_is_explained_in_one_sentence_with_the_remedy()
    {
        var error = Should.Throw<LibrdkafkaException>(() => Search().Find(null));
        error.Message.ShouldBe(
            "librdkafka 2.15.1, the native library under the Kafka client, is missing: add the package librdkafka.redist 2.15.1 to the program, "
            + "run eng/librdkafka.sh in a checkout and build again, or name a librdkafka.so.1 of 2.15.1 or later in PENSTOCK_LIBRDKAFKA.");
    }

    [Fact]
    public void A_library_that_is_too_old_is_explained_in_one_sentence_with_the_remedy()
    {
        var error = Should.Throw<LibrdkafkaException>(() => Search(("librdkafka.so.1", 7, new Version(2, 0, 2))).Find(null));
        error.Message.ShouldStartWith("librdkafka 2.0.2 (librdkafka.so.1) is too old, the Kafka client needs 2.15.1: add the package");
    }

    [Fact]
    public void A_named_file_that_is_none_is_explained() =>
        Should.Throw<LibrdkafkaException>(() => Search().Find("/nowhere.so")).Message
            .ShouldBe("PENSTOCK_LIBRDKAFKA=/nowhere.so is no librdkafka that can be loaded: name the file of librdkafka 2.15.1 or later.");

    private static LibrdkafkaSearch Search(params (string Name, nint Handle, Version Version)[] there) => new(
        name => there.FirstOrDefault(t => t.Name == name).Handle,
        handle => there.First(t => t.Handle == handle).Version,
        Needed);
}
