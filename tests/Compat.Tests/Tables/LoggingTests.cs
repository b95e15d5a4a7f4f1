using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Azure.Core.Diagnostics;
using Azure.Data.Tables;
using static DurableTeams.Compat.Tests.Tables.Loopback;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class LoggingTests
{
    [Fact]
    public async Task EverythingLogged_SharedKeyAndSignature_AreNotInIt()
    {
        await using var server = await StartAsync(secure: false, new Answer(204), new Answer(204));
        var logged = new ConcurrentQueue<string>();
        using (new AzureEventSourceListener((_, message) => logged.Enqueue(message), EventLevel.Verbose))
        {
            var credential = new TableSharedKeyCredential("account", Convert.ToBase64String(new byte[32]));
            await new TableClient(server.Endpoint, "withkey", credential).DeleteAsync();
            var text = $"TableEndpoint={server.Endpoint};SharedAccessSignature=sv=2020-12-06&sig=c2VjcmV0";
            await new TableClient(text, "withsignature").DeleteAsync();
        }

        var signature = server.Requests[0].Headers["Authorization"];
        Assert.Contains("sig=c2VjcmV0", server.Requests[1].Target, StringComparison.Ordinal);
        Assert.Contains(logged, each => each.Contains("withkey", StringComparison.Ordinal));
        Assert.Contains(logged, each => each.Contains("withsignature", StringComparison.Ordinal));
        Assert.DoesNotContain(logged, each => each.Contains(signature, StringComparison.Ordinal));
        Assert.DoesNotContain(logged, each => each.Contains("c2VjcmV0", StringComparison.Ordinal));
    }
}
