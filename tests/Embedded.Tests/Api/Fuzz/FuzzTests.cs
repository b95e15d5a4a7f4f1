using DurableTeams.Storage.Records;
using DurableTeams.Testing.Randomness;
using Xunit.Abstractions;

namespace DurableTeams.Embedded.Tests.Api.Fuzz;

/// <summary>Beside nothing else: the whole process's memory is measured.</summary>
[CollectionDefinition(nameof(FuzzAlone), DisableParallelization = true)]
public sealed class FuzzAlone;

/// <summary>
/// Requests nobody meant, to every endpoint of the description: none is answered 5xx, and memory stays where it was.
/// </summary>
[Collection(nameof(FuzzAlone))]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Workers = 6;
    private const long Slack = 32 * 1024 * 1024;

    private static int Requests =>
        int.TryParse(Environment.GetEnvironmentVariable("FUZZ_REQUESTS"), out var asked) ? asked : 100_000;

    [Fact]
    public Task EveryEndpoint_AHundredThousandMalformedRequests_NoneIs5xxAndMemoryStaysBounded()
    {
        var seed = new Seed("FUZZ_SEED");
        return seed.RunAsync(_ => SendAllAsync(seed.Value));
    }

    private async Task SendAllAsync(int seed)
    {
        var api = new ApiHost();
        await api.InitializeAsync();
        try
        {
            var requests = new FuzzRequests(seed, await FuzzEndpoints.ReadAsync(api), await IdsAsync(api));
            var statuses = new int[600];
            await SendAsync(api, requests, 0, Requests / 10, statuses);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await SendAsync(api, requests, Requests / 10, Requests, statuses);
            var after = GC.GetTotalMemory(forceFullCollection: true);

            output.WriteLine(string.Join(
                ' ', statuses.Index().Where(status => status.Item > 0).Select(status => $"{status.Index}:{status.Item}")));
            output.WriteLine($"heap {before >> 10} KiB after a tenth, {after >> 10} KiB at the end");
            // Else the requests were not such as reach anything.
            Assert.All(new[] { 200, 400, 404, 405, 409, 413 }, status => Assert.NotEqual(0, statuses[status]));
            Assert.True(after < before + Slack, $"The heap grew from {before} to {after} bytes.");
        }
        finally
        {
            await api.DisposeAsync();
        }
    }

    private static Task SendAsync(ApiHost api, FuzzRequests requests, int from, int to, int[] statuses)
    {
        var next = from - 1;
        return Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number < to; number = Interlocked.Increment(ref next))
            {
                var fuzz = requests.Number(number);
                using var request = fuzz.ToMessage();
                using var response = await api.Http.SendAsync(request);
                var status = (int)response.StatusCode;
                Assert.True(status < 500, $"Request {number} was answered {status}: {fuzz}");
                if (fuzz.Expected is { } expected)
                    Assert.True(status == expected, $"Request {number} was answered {status}, not {expected}: {fuzz}");
                Interlocked.Increment(ref statuses[status]);
            }
        })));
    }

    /// <summary>
    /// A run that waits for an answer and one that waits for more approvals than there will be, and one that ended.
    /// </summary>
    private static async Task<FuzzIds> IdsAsync(ApiHost api)
    {
        var (fields, quorum, ended) = (await api.StartAsync(), await api.StartAsync(), await api.StartAsync(
            """{"message":"a","sessionId":"s"}"""));
        var answer = await api.Store.PausedAsync(fields, change: asked => asked with
        {
            Kind = RequirementKind.UserInput,
            InputFields = [new InputField("text", "string"), new InputField("never", "string")],
        });
        var approve = await api.Store.PausedAsync(quorum, change: asked => asked with { Quorum = 1_000_000 });
        await api.Store.RunningAsync(ended);
        await api.Store.EndedAsync(ended, RunStatus.Failed);
        return new FuzzIds([fields, quorum, ended], [answer, approve], "s");
    }
}
