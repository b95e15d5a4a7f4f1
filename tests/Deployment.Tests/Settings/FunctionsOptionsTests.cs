using DurableTeams.FunctionsApp.Settings;
using DurableTeams.Json;
using Microsoft.Extensions.Configuration;

namespace DurableTeams.Deployment.Tests.Settings;

public sealed class FunctionsOptionsTests
{
    [Theory]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true")]
    [InlineData("AzureWebJobsStorage", "such as", "AzureWebJobsStorage=nonsense")]
    [InlineData("AzureWebJobsStorage__accountName", "stdurableteams", "AzureWebJobsStorage:accountName=NO_SUCH")]
    [InlineData(
        "AzureWebJobsStorage__tableServiceUri", "https://stdurableteams",
        "AzureWebJobsStorage:tableServiceUri=http://plain.example")]
    [InlineData(
        "AzureWebJobsStorage__credential", "managedidentity", "AzureWebJobsStorage:accountName=stteams",
        "AzureWebJobsStorage:credential=password")]
    [InlineData(
        "AzureWebJobsStorage__clientId", "00000000-", "AzureWebJobsStorage:accountName=stteams",
        "AzureWebJobsStorage:clientId=me")]
    [InlineData(
        "DURABLETEAMS_TEAMS", "/home/site/wwwroot/teams", "AzureWebJobsStorage=UseDevelopmentStorage=true",
        "DURABLETEAMS_TEAMS=/no/such/folder")]
    [InlineData("DURABLETEAMS_RETENTION", "90d", "AzureWebJobsStorage=UseDevelopmentStorage=true", "DURABLETEAMS_RETENTION=soon")]
    [InlineData("DURABLETEAMS_RETENTION", "90d", "AzureWebJobsStorage=UseDevelopmentStorage=true", "DURABLETEAMS_RETENTION=1h")]
    [InlineData(
        "DURABLETEAMS_STUCK_AFTER", "1h", "AzureWebJobsStorage=UseDevelopmentStorage=true", "DURABLETEAMS_STUCK_AFTER=1s")]
    [InlineData(
        "DURABLE_TASK_SCHEDULER_CONNECTION_STRING", "Endpoint=", "AzureWebJobsStorage=UseDevelopmentStorage=true",
        "DURABLE_TASK_SCHEDULER_CONNECTION_STRING=durabletask.io")]
    public void Read_MissingOrWrong_NamesTheSettingAndAnExample(string setting, string example, params string[] values)
    {
        var wrong = Assert.Throws<SettingException>(() => Read(values));
        Assert.Equal(setting, wrong.Setting);
        Assert.Contains(setting, wrong.Message, StringComparison.Ordinal);
        Assert.Contains(example, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage:accountName=stteams")]
    [InlineData("AzureWebJobsStorage:tableServiceUri=https://stteams.table.core.windows.net")]
    public void Read_AccountWithAnIdentity_IsItsTableEndpoint(string account)
    {
        const string Id = "6f1f9d5c-2f0c-4e0e-9a55-3a1f6f0f0a01";
        var storage = Read(
        [
            account, "AzureWebJobsStorage:credential=managedidentity", $"AzureWebJobsStorage:clientId={Id}"
        ]).Storage;
        Assert.Equal(new StorageSettings(null, new Uri("https://stteams.table.core.windows.net"), Id), storage);
    }

    [Fact]
    public void Read_Durations_AreRead()
    {
        var maintenance = Read(
        [
            "AzureWebJobsStorage=UseDevelopmentStorage=true", "DURABLETEAMS_RETENTION=90d", "DURABLETEAMS_STUCK_AFTER=30m"
        ]).Maintenance;
        Assert.Equal((TimeSpan.FromDays(90), TimeSpan.FromMinutes(30)), (maintenance.Retention, maintenance.StuckAfter));
    }

    private static FunctionsOptions Read(string[] values) => FunctionsOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => value.Split('=', 2))
            .Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1]))).Build(),
        Repository.PathOf("samples"));
}
