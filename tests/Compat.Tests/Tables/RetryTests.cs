using Azure;
using Azure.Data.Tables;
using static DurableTeams.Compat.Tests.Tables.Loopback;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class RetryTests
{
    private const string Busy = """{"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"Slow down."}}}""";

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Add_BusyTwice_SucceedsSignedAnewUnderOneId(int status)
    {
        var busy = new Answer(status, Busy, ("Retry-After", "0"));
        await using var server = await StartAsync(secure: false, busy, busy, new Answer(204, "", ("ETag", "W/\"1\"")));
        var answer = await Table(server).AddEntityAsync(new TableEntity("p", "r") { ["N"] = 1 });
        Assert.Equal((204, new ETag("W/\"1\"")), (answer.Status, answer.Headers.ETag));
        Assert.Equal(3, server.Requests.Count);
        Assert.Single(server.Requests.Select(each => each.Headers["x-ms-client-request-id"]).Distinct());
        Assert.Single(server.Requests.Select(each => each.Body).Distinct());
        Assert.All(server.Requests, each => Assert.StartsWith("SharedKeyLite account:", each.Headers["Authorization"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Add_BusyForever_FailsWithCodeAfterTheLastAttempt()
    {
        var busy = new Answer(503, Busy, ("Retry-After", "0"));
        await using var server = await StartAsync(secure: false, busy, busy, busy, busy);
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table(server).AddEntityAsync(new TableEntity("p", "r")));
        Assert.Equal((503, "ServerBusy"), (failure.Status, failure.ErrorCode));
        Assert.StartsWith("Slow down.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Transaction_BusyOnce_IsSentAgainWhole()
    {
        await using var server = await StartAsync(
            secure: false,
            new Answer(503, Busy, ("Retry-After", "0")),
            new Answer(202, Changes("HTTP/1.1 204 No Content"), ("Content-Type", "multipart/mixed; boundary=b")));
        var answer = await Table(server).SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "r"))]);
        Assert.Equal(204, Assert.Single(answer.Value).Status);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(server.Requests[0].Body, server.Requests[1].Body);
    }

    [Fact]
    public async Task Failure_InAForeignForm_KeepsTheStatus()
    {
        await using var server = await StartAsync(secure: false, new Answer(400, "<html>proxy</html>"), new Answer(404, "[1]"));
        var table = Table(server);
        foreach (var status in new[] { 400, 404 })
        {
            var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));
            Assert.Equal(status, failure.Status);
        }
    }

    [Fact]
    public async Task Transaction_FailureOutsideTheChangeSet_IsRead()
    {
        const string Failed = "HTTP/1.1 412 Precondition Failed\r\nContent-Type: application/json\r\n\r\n"
            + """{"odata.error":{"code":"UpdateConditionNotSatisfied","message":{"lang":"en-US","value":"3:No."}}}""";
        const string Body = "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n" + Failed + "\r\n--b--\r\n";
        await using var server = await StartAsync(secure: false, new Answer(202, Body, ("Content-Type", "multipart/mixed; boundary=\"b\"")));
        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table(server)
            .SubmitTransactionAsync([new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "r"))]));
        Assert.Equal((412, "UpdateConditionNotSatisfied", 3), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
    }

    private static string Changes(string answer) =>
        "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
        + $"--c\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n{answer}\r\nDataServiceVersion: 3.0;\r\n\r\n\r\n"
        + "--c--\r\n--b--\r\n";

    private static TableClient Table(Loopback server)
    {
        var options = new TableClientOptions
        {
            Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) },
        };
        var credential = new TableSharedKeyCredential("account", Convert.ToBase64String(new byte[32]));
        return new TableServiceClient(server.Endpoint, credential, options).GetTableClient("things");
    }
}
