using System.Collections.Concurrent;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>
/// Hosts that tests have done with: the next test with the same teams takes one up, since starting one takes seconds of work.
/// They end with the process of the tests.
/// </summary>
internal static class StagePool
{
    private static readonly ConcurrentDictionary<string, ConcurrentBag<Stage>> Free = new(StringComparer.Ordinal);

    static StagePool() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    public static Stage? Take(string key) =>
        Free.TryGetValue(key, out var stages) && stages.TryTake(out var stage) ? stage : null;

    public static void Give(string key, Stage stage) => Free.GetOrAdd(key, _ => []).Add(stage);

    private static void EndAll() =>
        Task.WhenAll(Free.Values.SelectMany(stages => stages).Select(stage => Task.Run(() => stage.EndAsync().AsTask())))
            .GetAwaiter().GetResult();
}
