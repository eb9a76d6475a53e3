// A first session with Seonchak from Go: create a campaign, issue its coupons, read it back, and look into an error.
//
// ttrpc's public client needs no stubs: a call is a service, a method, a request and a response (see call, below).
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	campaignv1 "campaign/v1"

	"github.com/containerd/ttrpc"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

const service = "campaign.v1.CampaignService"

func main() {
	address := os.Getenv("CAMPAIGN_ADDRESS")
	if address == "" {
		address = "127.0.0.1:7400"
	}
	if err := run(address); err != nil {
		fmt.Fprintln(os.Stderr, "failed:", err)
		printDetails(err)
		os.Exit(1)
	}
}

func run(address string) error {
	connection, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return err
	}
	client := ttrpc.NewClient(connection)
	defer client.Close()

	// The deadline travels with each call.
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	ctx = ttrpc.WithMetadata(ctx, ttrpc.MD{"accept-language": {"ko"}})

	campaign, err := createCampaign(ctx, client)
	if err != nil {
		return err
	}
	for _, user := range []string{"alice", "bob", "alice"} {
		if err := issueCoupon(ctx, client, campaign.Id, user); err != nil {
			return err
		}
	}

	// The stock is gone: this one is refused.
	if err := issueCoupon(ctx, client, campaign.Id, "carol"); err == nil {
		return fmt.Errorf("a third coupon of two was issued")
	} else {
		fmt.Println("IssueCoupon   carol:", err)
		printDetails(err)
	}
	return getCampaign(ctx, client, campaign.Id)
}

func call(ctx context.Context, client *ttrpc.Client, method string, request, response proto.Message) error {
	return client.Call(ctx, service, method, message{request}, message{response})
}

// Up to version 1.1, Debian's, ttrpc marshals with gogo/protobuf, which can't read the structs that protoc-gen-go makes
// today, but asks a message that marshals itself. From 1.2 on the messages could be passed as they are.
type message struct{ proto.Message }

func (m message) Reset()                       { proto.Reset(m.Message) }
func (m message) String() string               { return fmt.Sprint(m.Message) }
func (m message) ProtoMessage()                {}
func (m message) Marshal() ([]byte, error)     { return proto.Marshal(m.Message) }
func (m message) Unmarshal(bytes []byte) error { return proto.Unmarshal(bytes, m.Message) }

// No start_time means now: the campaign is open at once.
func createCampaign(ctx context.Context, client *ttrpc.Client) (*campaignv1.Campaign, error) {
	request := &campaignv1.CreateCampaignRequest{Name: "Go 예제", TotalCoupons: 2, PerUserLimit: 1}
	response := &campaignv1.CreateCampaignResponse{}
	if err := call(ctx, client, "CreateCampaign", request, response); err != nil {
		return nil, fmt.Errorf("CreateCampaign: %w", err)
	}
	campaign := response.GetCampaign()
	fmt.Printf("CreateCampaign %d: %s, %d coupons, starts %s\n", campaign.GetId(), campaign.GetName(),
		campaign.GetTotalCoupons(), campaign.GetStartTime().AsTime().Local().Format(time.RFC3339))
	return campaign, nil
}

func issueCoupon(ctx context.Context, client *ttrpc.Client, campaign int64, user string) error {
	request := &campaignv1.IssueCouponRequest{CampaignId: campaign, UserId: user}
	response := &campaignv1.IssueCouponResponse{}
	if err := call(ctx, client, "IssueCoupon", request, response); err != nil {
		return err
	}
	coupon := response.GetCoupon()
	fmt.Printf("IssueCoupon   %s: %s, sequence %d, already issued: %t\n", user, coupon.GetCode(), coupon.GetSequence(),
		response.GetAlreadyIssued())
	return nil
}

// Page by page: the token of the last page is empty.
func getCampaign(ctx context.Context, client *ttrpc.Client, id int64) error {
	request := &campaignv1.GetCampaignRequest{CampaignId: id, PageSize: 1}
	for {
		response := &campaignv1.GetCampaignResponse{}
		if err := call(ctx, client, "GetCampaign", request, response); err != nil {
			return fmt.Errorf("GetCampaign: %w", err)
		}
		campaign := response.GetCampaign()
		for _, coupon := range response.GetCoupons() {
			fmt.Printf("GetCampaign   %d: %s, %d of %d issued; %d. %s to %s\n", campaign.GetId(), campaign.GetState(),
				campaign.GetIssuedCoupons(), campaign.GetTotalCoupons(), coupon.GetSequence(), coupon.GetCode(),
				coupon.GetUserId())
		}
		if response.GetNextPageToken() == "" {
			return nil
		}
		request.PageToken = response.GetNextPageToken()
	}
}

// An error is a google.rpc.Status: its details say to programs what its message says to people.
func printDetails(err error) {
	var answer interface{ GRPCStatus() *status.Status }
	if !errors.As(err, &answer) {
		return
	}
	for _, detail := range answer.GRPCStatus().Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			fmt.Println("  reason:", detail.GetReason(), "of", detail.GetDomain(), detail.GetMetadata())
		case *errdetails.LocalizedMessage:
			fmt.Printf("  message (%s): %s\n", detail.GetLocale(), detail.GetMessage())
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				fmt.Printf("  field %s: %s\n", violation.GetField(), violation.GetDescription())
			}
		case *errdetails.RetryInfo:
			fmt.Println("  retry after", detail.GetRetryDelay())
		}
	}
}
