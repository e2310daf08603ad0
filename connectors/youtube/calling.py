"""How a method of the Data API is called: what it costs, tries, and one family of errors."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPException
from typing import Any

import httplib2
import stamina
from google.auth.exceptions import GoogleAuthError, RefreshError
from googleapiclient.errors import Error as ClientError
from googleapiclient.errors import HttpError

from connectors.environment import Environment
from connectors.youtube import errors
from connectors.youtube.errors import FaultError, QuotaError, Resource
from connectors.youtube.quota import Bucket, Quota

ATTEMPTS = 3
"""How often a call is made that meets a passing fault, with growing pauses between."""


class Caller:
    """Makes the calls of one service object and charges them to ``quota``.

    Every method raises ``ConnectorError``s and nothing else for what happens outside.
    """

    def __init__(self, env: Environment, quota: Quota) -> None:
        self._env = env
        self._key = env.youtube.api_key
        self.quota = quota

    def data(self, question: Any, bucket: Bucket = Bucket.UNITS, units: int = 1) -> Resource | None:
        """The answer's JSON; ``None`` if nothing has changed."""
        answer = self.raw(question, bucket, units, is_data=True)
        return answer if isinstance(answer, Mapping) else None

    def raw(self, question: Any, bucket: Bucket, units: int, *, is_data: bool = False) -> Any:
        """The answer as the client gives it, asked for again after a passing fault.

        ``None`` if nothing has changed. ``is_data`` makes a fault of what is no JSON of the API.
        """
        attempts = stamina.retry_context(
            on=FaultError, attempts=ATTEMPTS, wait_initial=0.2, wait_max=5.0
        )
        for attempt in attempts:
            with attempt:
                answer = self._once(question, bucket, units)
                if is_data and not _is_data(answer):
                    raise errors.not_data(answer)
                return answer
        raise AssertionError("an attempt returns or raises")

    def _once(self, question: Any, bucket: Bucket, units: int) -> Any:
        self.quota.spend(bucket, units)
        self._env.http.count_request()
        try:
            return question.execute()
        except HttpError as error:
            status = int(error.resp.status)
            if status == 304 and "if-none-match" in question.headers:
                return None
            refusal = errors.read_refusal(status, error.content)
            told = errors.of_refusal(refusal, key=self._key, now=self._env.clock())
            if isinstance(told, QuotaError):
                self.quota.exhaust(bucket)
            # The client's error shows the key in its text: it is not kept as the cause.
            raise told from None
        except RefreshError as error:
            raise errors.of_sign_in(error) from None
        except (OSError, HTTPException, httplib2.error.HttpLib2Error, ValueError) as error:
            raise errors.of_connection(error) from None
        except (ClientError, GoogleAuthError) as error:
            raise errors.of_connection(error) from None


def _is_data(answer: object) -> bool:
    return answer is None or (isinstance(answer, Mapping) and "kind" in answer)
